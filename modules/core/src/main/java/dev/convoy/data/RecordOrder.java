package dev.convoy.data;

import dev.convoy.random.Permutation;
import java.util.Arrays;

/**
 * Which records of a source that permutes them make a range of its order, in the order in which one
 * pass over its files meets them.
 */
final class RecordOrder {
  /** The record above, its place in the block below; so sorted by record. */
  private final long[] entries;

  /**
   * Finds them.
   *
   * @param range which positions
   * @param size number of records of the source, below 2³¹
   * @param seed the run's seed
   */
  RecordOrder(PositionRange range, long size, long seed) {
    Permutation order = Sharding.permutation(size, seed);
    entries = new long[range.size()];
    for (int place = 0; place < entries.length; place++) {
      entries[place] = order.inverse(range.from() + place) << Integer.SIZE | place;
    }
    Arrays.sort(entries);
  }

  int size() {
    return entries.length;
  }

  /** The number of the record that the pass meets as its {@code index}-th. */
  long record(int index) {
    return entries[index] >>> Integer.SIZE;
  }

  /** Where in the block that record goes. */
  int place(int index) {
    return (int) entries[index];
  }
}
