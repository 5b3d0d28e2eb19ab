package dev.convoy.spark.reduce;

import dev.convoy.cluster.Reduction;
import dev.convoy.data.Block;
import dev.convoy.spark.task.TimedWork;
import dev.convoy.spark.watch.JobDescription;
import dev.convoy.spark.wire.MeanRange;
import dev.convoy.spark.wire.PartialSum;
import dev.convoy.spark.wire.PartialSumSerializer;
import dev.convoy.spark.wire.Receipt;
import dev.convoy.worker.Contribution;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.Function1;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/**
 * Folds vectors that are too large to collect one of each worker on the driver. They stay where
 * they were made ({@link CachedContributions}); each executor adds up what it has ({@link
 * PartialSums}); the sums of executors go through a shuffle, range by range, to tasks that add them
 * up and divide ({@link MeanRanges}); the driver puts the means together. Sums are exact until they
 * are divided, so the bits are those of {@link dev.convoy.worker.Fold} of collected vectors.
 *
 * @param length number of floats of a vector
 * @param range number of floats of a range
 */
public record DistributedFold(int length, int range) implements Serializable {
  /** Floats of a range: a sum of so many stays in a core's cache. */
  private static final int RANGE = 1 << 15;

  /** Values of a task that makes means at most: 8 MB of doubles, and 4 MB on the driver. */
  private static final int MOST_HELD = 1 << 20;

  /** Of vectors of so many floats, in ranges of the usual size. */
  public static DistributedFold of(int length) {
    return new DistributedFold(length, RANGE);
  }

  /** Number of floats of one range; the last may be shorter. */
  int length(int index) {
    return Math.min(range, length - index * range);
  }

  /** Number of ranges. */
  int ranges() {
    return Math.max(1, (length + range - 1) / range);
  }

  /**
   * Number of tasks that make means: as many as can run at once, more if the result of one would be
   * larger than 4 MB, of which the driver holds several until they are in place; but at most one a
   * range.
   */
  int tasks(int atOnce) {
    int needed = (length + MOST_HELD - 1) / MOST_HELD;
    return Math.min(ranges(), Math.max(atOnce, needed));
  }

  /**
   * Runs a round's work for every worker and folds what comes of it.
   *
   * @param blocks a partition for each worker
   * @param work whose parameters are let go of as soon as nobody needs them
   * @return nothing if a vector could not be had any more when it was to be added, to any range
   */
  public Optional<Reduction> run(JavaRDD<Block> blocks, TimedWork work) {
    try (CachedContributions kept = new CachedContributions(blocks, work, range)) {
      List<Receipt> receipts = kept.receipts();
      work.parameters().close();
      List<Contribution> contributions = receipts.stream().map(Receipt::counted).toList();
      long examples = contributions.stream().mapToLong(Contribution::examples).sum();
      if (examples == 0) {
        return Optional.of(new Reduction(contributions, Optional.empty()));
      }
      int atOnce = Math.min(receipts.size(), blocks.context().defaultParallelism());
      return mean(PartialSums.of(kept.rdd(), receipts, range), tasks(atOnce), examples)
          .map(mean -> new Reduction(contributions, Optional.of(mean)));
    }
  }

  private Optional<float[]> mean(PartialSums sums, int tasks, long examples) {
    JobDescription.next(sums.context(), "average");
    ShuffledRDD<Integer, PartialSum, PartialSum> shuffled =
        new ShuffledRDD<Integer, PartialSum, PartialSum>(
                sums,
                new RangePartitioner(tasks),
                ClassTag.apply(Integer.class),
                ClassTag.apply(PartialSum.class),
                ClassTag.apply(PartialSum.class))
            .setSerializer(new PartialSumSerializer());
    try {
      return join(shuffled.toJavaRDD().mapPartitions(own -> new MeanRanges(this, examples, own)));
    } finally {
      // files of a round that nobody reads again; the lineage above holds no other shuffle
      shuffled.cleanShuffleDependencies(false);
    }
  }

  /** Each task's means go to their places as they come, so that the driver holds them once. */
  private Optional<float[]> join(JavaRDD<MeanRange> means) {
    Join join = new Join(this);
    means
        .context()
        .runJob(
            means.rdd(),
            (Function1<scala.collection.Iterator<MeanRange>, Object> & Serializable)
                parts -> parts.toArray(ClassTag.Object()),
            (task, parts) -> join.add((Object[]) parts),
            ClassTag.Object());
    return join.mean();
  }

  /** The vector that is put together on the driver. */
  private static final class Join {
    private final int range;
    private final float[] mean;
    private int missing;

    Join(DistributedFold fold) {
      this.range = fold.range();
      this.mean = new float[fold.length()];
      this.missing = fold.ranges();
    }

    /** Called once for each task, on a thread of the scheduler. */
    synchronized BoxedUnit add(Object[] parts) {
      for (Object each : parts) {
        MeanRange part = (MeanRange) each;
        System.arraycopy(part.values(), 0, mean, part.index() * range, part.values().length);
        missing--;
      }
      return BoxedUnit.UNIT;
    }

    synchronized Optional<float[]> mean() {
      return missing == 0 ? Optional.of(mean) : Optional.empty();
    }
  }
}
