package dev.convoy.spark.pack;

import dev.convoy.hadoop.PackedFileReport;
import java.util.Arrays;
import java.util.List;

/** Examples of each class, over the files of a split. */
final class ClassSums {
  private ClassSums() {}

  static long[] of(List<PackedFileReport> reports) {
    long[] sums = {};
    for (PackedFileReport report : reports) {
      long[] counts = report.counts();
      if (counts.length > sums.length) {
        sums = Arrays.copyOf(sums, counts.length);
      }
      for (int c = 0; c < counts.length; c++) {
        sums[c] += counts[c];
      }
    }
    return sums;
  }
}
