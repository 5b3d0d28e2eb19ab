package dev.convoy.model;

import dev.convoy.layer.ParameterSpec;

/**
 * The place of one parameter array in the flat vector.
 *
 * @param name such as {@code conv1.weight}
 * @param spec what it is
 * @param offset where it starts
 */
public record Slot(String name, ParameterSpec spec, int offset) {
  /** Number of values. */
  public int size() {
    return spec.size();
  }

  /** The position after the last value. */
  public int end() {
    return offset + size();
  }
}
