package dev.convoy.data;

import java.io.Serializable;

/**
 * Which examples each worker reads: a range of its order. A worker that owns fewer reads fewer, or
 * none.
 *
 * @param epoch the epoch whose order it is, from 1; {@value #IN_POSITION} for the order of
 *     positions
 * @param first the first example, from 0
 * @param count at most so many
 */
public record ReadRange(int epoch, long first, long count) implements Serializable {
  private static final int IN_POSITION = 0;

  /** Checks the numbers. */
  public ReadRange {
    if (epoch < 0 || first < 0 || count < 0) {
      throw new IllegalArgumentException(
          "reading: epoch "
              + epoch
              + ", first "
              + first
              + " and count "
              + count
              + " must be at least 0");
    }
  }

  /** Every example, in the order of positions. */
  public static ReadRange everything() {
    return new ReadRange(IN_POSITION, 0, Long.MAX_VALUE);
  }

  boolean isShuffled() {
    return epoch != IN_POSITION;
  }

  /** The one after the last, or the largest number there is. */
  long end() {
    return count > Long.MAX_VALUE - first ? Long.MAX_VALUE : first + count;
  }
}
