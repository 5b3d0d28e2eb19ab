package dev.convoy.data;

import java.io.Serializable;

/**
 * Consecutive positions of a data set's order; it identifies a block.
 *
 * @param from the first position, at least 0
 * @param to the one after the last, above {@code from}
 */
public record PositionRange(long from, long to) implements Serializable {
  /** Checks that there is something in it, and not too much for an array. */
  public PositionRange {
    if (from < 0 || to <= from || to - from > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("range: from " + from + " to " + to);
    }
  }

  /** Number of examples. */
  public int size() {
    return (int) (to - from);
  }
}
