package dev.convoy.spark.cluster;

import dev.convoy.data.Block;
import dev.convoy.train.Contribution;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;

/**
 * The contributions of a round, kept by the executors that worked on them: in memory by reference,
 * and on disk where there is not enough. Once {@link #receipts} has returned, nothing computes them
 * again, so that what they were computed from may go.
 */
final class KeptVectors implements AutoCloseable {
  private final JavaRDD<ContributionStretch> stretches;

  /**
   * Nothing runs yet.
   *
   * @param blocks a partition for each worker
   * @param stretch number of floats of a stretch
   */
  KeptVectors(JavaRDD<Block> blocks, TimedWork work, int stretch) {
    this.stretches =
        blocks.mapPartitionsWithIndex(
            (worker, own) -> new Stretches(work.run(worker, own), stretch), false);
    stretches.rdd().localCheckpoint();
  }

  /**
   * Runs the work and returns what was counted, in the order of workers. Vectors that were lost
   * with their executors meanwhile are made again before.
   */
  List<Receipt> receipts() {
    return stretches
        .mapPartitions(own -> List.of(Receipt.here(own.next().whole())).iterator())
        .collect();
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
