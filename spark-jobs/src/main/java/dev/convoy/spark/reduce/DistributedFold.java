package dev.convoy.spark.reduce;

import dev.convoy.data.Block;
import dev.convoy.spark.task.TimedWork;
import dev.convoy.spark.watch.JobDescription;
import dev.convoy.spark.wire.MeanStretch;
import dev.convoy.spark.wire.Receipt;
import dev.convoy.spark.wire.Summand;
import dev.convoy.spark.wire.SummandSerializer;
import dev.convoy.train.Contribution;
import dev.convoy.train.Reduction;
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
 * they were made ({@link KeptVectors}); each executor adds up what it has ({@link ExecutorSums});
 * the sums of executors go through a shuffle, stretch by stretch, to tasks that add them up and
 * divide ({@link MeanStretches}); the driver puts the means together. Sums are exact until they are
 * divided, so the bits are those of {@link dev.convoy.train.Fold} of collected vectors.
 *
 * @param length number of floats of a vector
 * @param stretch number of floats of a stretch
 */
public record DistributedFold(int length, int stretch) implements Serializable {
  /** Floats of a stretch: a sum of so many stays in a core's cache. */
  private static final int STRETCH = 1 << 15;

  /** Values of a task that makes means at most: 8 MB of doubles, and 4 MB on the driver. */
  private static final int MOST_HELD = 1 << 20;

  /** Of vectors of so many floats, in stretches of the usual size. */
  public static DistributedFold of(int length) {
    return new DistributedFold(length, STRETCH);
  }

  /** Number of floats of one stretch; the last may be shorter. */
  int length(int index) {
    return Math.min(stretch, length - index * stretch);
  }

  /** Number of stretches. */
  int stretches() {
    return Math.max(1, (length + stretch - 1) / stretch);
  }

  /**
   * Number of tasks that make means: as many as can run at once, more if the result of one would be
   * larger than 4 MB, of which the driver holds several until they are in place; but at most one a
   * stretch.
   */
  int tasks(int atOnce) {
    int needed = (length + MOST_HELD - 1) / MOST_HELD;
    return Math.min(stretches(), Math.max(atOnce, needed));
  }

  /**
   * Runs a round's work for every worker and folds what comes of it.
   *
   * @param blocks a partition for each worker
   * @param work whose parameters are let go of as soon as nobody needs them
   * @return nothing if a vector could not be had any more when it was to be added, to any stretch
   */
  public Optional<Reduction> run(JavaRDD<Block> blocks, TimedWork work) {
    try (KeptVectors kept = new KeptVectors(blocks, work, stretch)) {
      List<Receipt> receipts = kept.receipts();
      work.parameters().close();
      List<Contribution> contributions = receipts.stream().map(Receipt::counted).toList();
      long examples = contributions.stream().mapToLong(Contribution::examples).sum();
      if (examples == 0) {
        return Optional.of(new Reduction(contributions, Optional.empty()));
      }
      int atOnce = Math.min(receipts.size(), blocks.context().defaultParallelism());
      return mean(ExecutorSums.of(kept.rdd(), receipts, stretch), tasks(atOnce), examples)
          .map(mean -> new Reduction(contributions, Optional.of(mean)));
    }
  }

  private Optional<float[]> mean(ExecutorSums sums, int tasks, long examples) {
    JobDescription.next(sums.context(), "average");
    ShuffledRDD<Integer, Summand, Summand> shuffled =
        new ShuffledRDD<Integer, Summand, Summand>(
                sums,
                new StretchPartitioner(tasks),
                ClassTag.apply(Integer.class),
                ClassTag.apply(Summand.class),
                ClassTag.apply(Summand.class))
            .setSerializer(new SummandSerializer());
    try {
      return join(
          shuffled.toJavaRDD().mapPartitions(own -> new MeanStretches(this, examples, own)));
    } finally {
      // files of a round that nobody reads again; the lineage above holds no other shuffle
      shuffled.cleanShuffleDependencies(false);
    }
  }

  /** Each task's means go to their places as they come, so that the driver holds them once. */
  private Optional<float[]> join(JavaRDD<MeanStretch> means) {
    Join join = new Join(this);
    means
        .context()
        .runJob(
            means.rdd(),
            (Function1<scala.collection.Iterator<MeanStretch>, Object> & Serializable)
                parts -> parts.toArray(ClassTag.Object()),
            (task, parts) -> join.add((Object[]) parts),
            ClassTag.Object());
    return join.mean();
  }

  /** The vector that is put together on the driver. */
  private static final class Join {
    private final int stretch;
    private final float[] mean;
    private int missing;

    Join(DistributedFold fold) {
      this.stretch = fold.stretch();
      this.mean = new float[fold.length()];
      this.missing = fold.stretches();
    }

    /** Called once for each task, on a thread of the scheduler. */
    synchronized BoxedUnit add(Object[] parts) {
      for (Object each : parts) {
        MeanStretch part = (MeanStretch) each;
        System.arraycopy(part.values(), 0, mean, part.index() * stretch, part.values().length);
        missing--;
      }
      return BoxedUnit.UNIT;
    }

    synchronized Optional<float[]> mean() {
      return missing == 0 ? Optional.of(mean) : Optional.empty();
    }
  }
}
