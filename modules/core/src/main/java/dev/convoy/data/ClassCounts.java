package dev.convoy.data;

import dev.convoy.files.Storage;
import java.io.IOException;

/** Counts the examples of each class while blocks go by. */
public final class ClassCounts {
  private final String name;
  private final long[] counts;

  /** Nothing has been counted yet of the data set that is summed up so. */
  ClassCounts(DataSummary summary) {
    this.name = summary.name();
    this.counts = new long[summary.classes()];
  }

  /**
   * Goes through a whole data set, a block at a time.
   *
   * @throws IllegalArgumentException if a label is beyond the classes that the summary knows
   * @throws IOException if it cannot be read; the message names the file
   */
  public static long[] of(DataSource source, long seed, Storage storage) throws IOException {
    ClassCounts classes = new ClassCounts(source.summary());
    for (PositionRange range : Sharding.of(source, 1).blocks(0)) {
      classes.add(Block.read(source, range, seed, storage));
    }
    return classes.counts();
  }

  /**
   * Counts the examples of a block.
   *
   * @throws IllegalArgumentException if a label is beyond the classes that the summary knows
   */
  void add(Block block) {
    for (int label : block.labels()) {
      if (label >= counts.length) {
        throw new IllegalArgumentException(
            name + ": label " + label + " must be below " + counts.length);
      }
      counts[label]++;
    }
  }

  /** Examples of each class so far. */
  long[] counts() {
    return counts.clone();
  }
}
