package dev.convoy.spark.reduce;

import dev.convoy.data.Block;
import dev.convoy.spark.task.TimedWork;
import dev.convoy.spark.wire.ContributionRange;
import dev.convoy.spark.wire.Receipt;
import dev.convoy.worker.Contribution;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.collection.Map;

/**
 * The contributions of a round, kept by the executors that worked on them: in memory by reference,
 * and on disk where there is not enough.
 */
final class CachedContributions implements AutoCloseable {
  /** Each takes another executor that is lost meanwhile. */
  private static final int MOST_ATTEMPTS = 4;

  private final JavaRDD<ContributionRange> ranges;

  /**
   * Nothing runs yet.
   *
   * @param blocks a partition for each worker
   * @param range number of floats of a range
   */
  CachedContributions(JavaRDD<Block> blocks, TimedWork work, int range) {
    this.ranges =
        blocks
            .mapPartitionsWithIndex(
                (worker, own) -> new Ranges(work.run(worker, own), range), false)
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * Runs the work and returns what was counted, in the order of workers. Vectors that were lost
   * with their executors meanwhile are made again before.
   */
  List<Receipt> receipts() {
    List<Receipt> receipts = work();
    for (int attempt = 1; attempt < MOST_ATTEMPTS && !areHeld(receipts); attempt++) {
      receipts = newest(receipts, work());
    }
    return receipts;
  }

  /**
   * Of a vector that is kept elsewhere a task knows only where it read it, later than its maker.
   */
  static List<Receipt> newest(List<Receipt> older, List<Receipt> newer) {
    return IntStream.range(0, newer.size())
        .mapToObj(
            worker ->
                older.get(worker).isOfSameVectorAs(newer.get(worker))
                    ? older.get(worker)
                    : newer.get(worker))
        .toList();
  }

  /** A worker whose vector is kept has nothing to do. */
  private List<Receipt> work() {
    return ranges
        .mapPartitions(own -> List.of(Receipt.here(own.next().whole())).iterator())
        .collect();
  }

  private boolean areHeld(List<Receipt> receipts) {
    Map<String, ?> executors = ranges.context().getExecutorMemoryStatus();
    return receipts.stream().allMatch(receipt -> executors.contains(receipt.address()));
  }

  /** A partition for each worker. */
  RDD<ContributionRange> rdd() {
    return ranges.rdd();
  }

  /** Lets go of the vectors. */
  @Override
  public void close() {
    ranges.unpersist(false);
  }

  /** One after the other. A contribution without values is a single range. */
  private static final class Ranges implements Iterator<ContributionRange> {
    private final Contribution contribution;
    private final int range;
    private int next;

    Ranges(Contribution contribution, int range) {
      this.contribution = contribution;
      this.range = range;
    }

    @Override
    public boolean hasNext() {
      return next == 0 || next < contribution.values().length;
    }

    @Override
    public ContributionRange next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int from = next;
      int to = Math.min(contribution.values().length, from + range);
      next += range;
      return new ContributionRange(contribution, from, to);
    }
  }
}
