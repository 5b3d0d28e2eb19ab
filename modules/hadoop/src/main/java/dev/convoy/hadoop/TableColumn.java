package dev.convoy.hadoop;

import java.io.Serializable;

/**
 * A column of a table that is written; each of its values may be missing.
 *
 * @param name of the column
 * @param type of its values
 */
public record TableColumn(String name, Type type) implements Serializable {
  /** What values a column has. */
  public enum Type {
    /** {@code Integer}. */
    INT,
    /** {@code Long}. */
    LONG,
    /** {@code String}. */
    TEXT,
    /** {@code float[]}. */
    FLOATS,
    /** {@code int[]}. */
    INTS
  }
}
