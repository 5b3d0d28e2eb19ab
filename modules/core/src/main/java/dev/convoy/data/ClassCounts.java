package dev.convoy.data;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Counts the examples of each class. */
public final class ClassCounts {
  private ClassCounts() {}

  /** Goes through a whole data set, a block at a time. */
  public static long[] of(DataSource source, long seed, Configuration hadoop) throws IOException {
    DataSummary summary = source.summary();
    long[] counts = new long[summary.classes()];
    for (long from = 0; from < summary.size(); from += source.blockSize()) {
      long to = Math.min(summary.size(), from + source.blockSize());
      for (int label : source.read(new Stretch(from, to), seed, hadoop).labels()) {
        counts[label]++;
      }
    }
    return counts;
  }
}
