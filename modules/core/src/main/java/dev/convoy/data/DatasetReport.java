package dev.convoy.data;

import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What going through every image of a data set finds.
 *
 * @param summary what was known from opening it
 * @param counts examples of each class
 * @param blank images that have one value throughout
 * @param duplicates images that are copies of an earlier one
 * @param samples the first examples of each class in the order of the seed, each a block of its
 *     own; of the first classes, if there are many
 */
public record DatasetReport(
    DataSummary summary,
    List<Long> counts,
    long blank,
    long duplicates,
    List<List<Block>> samples) {
  /** How many times the smallest class the largest may be. */
  private static final int UNBALANCED = 10;

  /** The share of blank images or duplicates that is worth a warning. */
  private static final double MANY = 0.01;

  /** Classes that a warning names. */
  private static final int NAMED = 10;

  /** Copies the lists. */
  public DatasetReport {
    counts = List.copyOf(counts);
    samples = List.copyOf(samples);
  }

  /**
   * Reads all of a data set, a block at a time.
   *
   * @param seed of the order, which decides what samples are taken
   * @param mostSamples of a class, and of how many classes at most
   * @throws IOException if it cannot be read; the message names the file
   */
  public static DatasetReport of(DataSource source, long seed, int mostSamples, Storage storage)
      throws IOException {
    DatasetReportBuilder builder = new DatasetReportBuilder(source.summary(), mostSamples);
    for (PositionRange range : Sharding.of(source, 1).blocks(0)) {
      builder.add(Block.read(source, range, seed, storage));
    }
    return builder.build();
  }

  /** What is likely to spoil training, a line each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    List<Integer> empty =
        IntStream.range(0, counts.size()).filter(c -> counts.get(c) == 0).boxed().toList();
    if (!empty.isEmpty()) {
      warnings.add(
          summary.name()
              + ": no examples of class "
              + empty.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "))
              + (empty.size() > NAMED ? " and " + (empty.size() - NAMED) + " others" : ""));
    }
    if (leastCount() * UNBALANCED < mostCount()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s: unbalanced, classes have %,d to %,d examples",
              summary.name(),
              leastCount(),
              mostCount()));
    }
    warnIfMany(warnings, blank, "have one value throughout");
    warnIfMany(warnings, duplicates, "are copies of others");
    return warnings;
  }

  /** Examples of the smallest class that has any. */
  public long leastCount() {
    return counts.stream().mapToLong(Long::longValue).filter(c -> c > 0).min().orElse(0);
  }

  /** Examples of the largest class. */
  public long mostCount() {
    return counts.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private void warnIfMany(List<String> warnings, long images, String what) {
    if (images > MANY * summary.size()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d images %s",
              summary.name(),
              images,
              summary.size(),
              what));
    }
  }
}
