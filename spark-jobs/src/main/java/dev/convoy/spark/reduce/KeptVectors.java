package dev.convoy.spark.reduce;

import dev.convoy.data.Block;
import dev.convoy.spark.task.TimedWork;
import dev.convoy.spark.wire.ContributionStretch;
import dev.convoy.spark.wire.Receipt;
import dev.convoy.train.Contribution;
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
final class KeptVectors implements AutoCloseable {
  /** Each takes another executor that is lost meanwhile. */
  private static final int MOST_ATTEMPTS = 4;

  private final JavaRDD<ContributionStretch> stretches;

  /**
   * Nothing runs yet.
   *
   * @param blocks a partition for each worker
   * @param stretch number of floats of a stretch
   */
  KeptVectors(JavaRDD<Block> blocks, TimedWork work, int stretch) {
    this.stretches =
        blocks
            .mapPartitionsWithIndex(
                (worker, own) -> new Stretches(work.run(worker, own), stretch), false)
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
    return stretches
        .mapPartitions(own -> List.of(Receipt.here(own.next().whole())).iterator())
        .collect();
  }

  private boolean areHeld(List<Receipt> receipts) {
    Map<String, ?> executors = stretches.context().getExecutorMemoryStatus();
    return receipts.stream().allMatch(receipt -> executors.contains(receipt.address()));
  }

  /** A partition for each worker. */
  RDD<ContributionStretch> rdd() {
    return stretches.rdd();
  }

  /** Lets go of the vectors. */
  @Override
  public void close() {
    stretches.unpersist(false);
  }

  /** One after the other. A contribution without values is a single stretch. */
  private static final class Stretches implements Iterator<ContributionStretch> {
    private final Contribution contribution;
    private final int stretch;
    private int next;

    Stretches(Contribution contribution, int stretch) {
      this.contribution = contribution;
      this.stretch = stretch;
    }

    @Override
    public boolean hasNext() {
      return next == 0 || next < contribution.values().length;
    }

    @Override
    public ContributionStretch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int from = next;
      int to = Math.min(contribution.values().length, from + stretch);
      next += stretch;
      return new ContributionStretch(contribution, from, to);
    }
  }
}
