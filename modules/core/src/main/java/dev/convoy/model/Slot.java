package dev.convoy.model;

import dev.convoy.layer.ParameterSpec;

/**
 * The position of one parameter array in the flat vector.
 *
 * @param name the parameter's name, such as {@code conv1.weight}
 * @param spec the parameter's shape and role
 * @param offset index of the first value
 */
public record Slot(String name, ParameterSpec spec, int offset) {
  /** Number of values. */
  public int size() {
    return spec.size();
  }

  /** The index after the last value. */
  public int end() {
    return offset + size();
  }
}
