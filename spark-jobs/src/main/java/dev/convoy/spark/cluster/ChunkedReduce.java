package dev.convoy.spark.cluster;

import dev.convoy.data.Block;
import dev.convoy.train.Contribution;
import dev.convoy.train.Reduction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.Function1;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/**
 * Folds vectors that are too large to collect one of each worker on the driver: workers cut theirs
 * into stretches, which go through a shuffle to reduce tasks; each folds its stretches in partition
 * order, and the driver puts their means together. The fold is the same code as for collected
 * vectors, so its bits are the same.
 *
 * @param length number of floats of a vector
 * @param chunk number of floats of a stretch
 */
record ChunkedReduce(int length, int chunk) implements Serializable {
  /**
   * Floats of a stretch: 256 kB, for what is larger than half a region (1 MB in a heap of 2 GB) the
   * G1 collector keeps in regions of its own and starts a cycle.
   */
  private static final int CHUNK = 1 << 16;

  /** Floats that a reduce task should hold at most: 64 MB. */
  private static final long MOST_HELD = 16L << 20;

  /** Of vectors of so many floats, in stretches of the usual size. */
  static ChunkedReduce of(int length) {
    return new ChunkedReduce(length, CHUNK);
  }

  /** Number of stretches. */
  int chunks() {
    return Math.max(1, (length + chunk - 1) / chunk);
  }

  /**
   * Number of reduce tasks, each of which holds its stretches of all workers at once: as many as
   * workers, more if one would hold more than 64 MB, but at most one a stretch.
   */
  int tasks(int workers) {
    long needed = ((long) workers * length + MOST_HELD - 1) / MOST_HELD;
    return (int) Math.min(chunks(), Math.max(workers, needed));
  }

  /**
   * Runs a round's work for every worker and folds what comes back.
   *
   * @param blocks a partition for each worker
   */
  Reduction run(JavaRDD<Block> blocks, TimedWork work) {
    int workers = blocks.getNumPartitions();
    RDD<Tuple2<ChunkKey, ContributionStretch>> cut =
        blocks
            .mapPartitionsWithIndex(
                (worker, own) -> new Stretches(this, worker, work.run(worker, own)), false)
            .rdd();
    ShuffledRDD<ChunkKey, ContributionStretch, ContributionStretch> shuffled =
        new ShuffledRDD<ChunkKey, ContributionStretch, ContributionStretch>(
                cut,
                new ChunkPartitioner(tasks(workers)),
                ClassTag.apply(ChunkKey.class),
                ClassTag.apply(ContributionStretch.class),
                ClassTag.apply(ContributionStretch.class))
            .setSerializer(new StretchSerializer());
    try {
      return join(shuffled.toJavaRDD().mapPartitions(Folds::new));
    } finally {
      // files of a round that nobody reads again; the lineage above holds no other shuffle
      shuffled.cleanShuffleDependencies(false);
    }
  }

  /** Each task's means go to their places as they come, so that the driver holds them once. */
  private Reduction join(JavaRDD<ChunkReduction> folds) {
    Join join = new Join(this);
    folds
        .context()
        .runJob(
            folds.rdd(),
            (Function1<scala.collection.Iterator<ChunkReduction>, Object> & Serializable)
                parts -> parts.toArray(ClassTag.Object()),
            (task, parts) -> join.add((Object[]) parts),
            ClassTag.Object());
    return join.reduction();
  }

  /** The vector that is put together on the driver. */
  private static final class Join {
    private final int chunk;
    private final int length;
    private List<Contribution> contributions = List.of();

    /** Not there while workers train, when the driver has other vectors to hold. */
    private Optional<float[]> mean = Optional.empty();

    Join(ChunkedReduce reduce) {
      this.chunk = reduce.chunk();
      this.length = reduce.length();
    }

    /** Called once for each task, on a thread of the scheduler. */
    synchronized BoxedUnit add(Object[] parts) {
      for (Object each : parts) {
        ChunkReduction part = (ChunkReduction) each;
        Optional<float[]> values = part.reduction().mean();
        if (values.isPresent()) {
          mean = Optional.of(mean.orElseGet(() -> new float[length]));
          System.arraycopy(values.get(), 0, mean.get(), part.chunk() * chunk, values.get().length);
        }
        if (part.chunk() == 0) {
          contributions = part.reduction().contributions();
        }
      }
      return BoxedUnit.UNIT;
    }

    synchronized Reduction reduction() {
      return new Reduction(contributions, mean);
    }
  }

  /**
   * A contribution cut into stretches, one at a time: they exist only while they are written. One
   * without values is a single stretch, which says what the worker counted.
   */
  private static final class Stretches implements Iterator<Tuple2<ChunkKey, ContributionStretch>> {
    private final int worker;
    private final Contribution contribution;
    private final int chunk;
    private final int count;
    private int next;

    Stretches(ChunkedReduce reduce, int worker, Contribution contribution) {
      this.worker = worker;
      this.contribution = contribution;
      this.chunk = reduce.chunk();
      this.count = contribution.values().length == 0 ? 1 : reduce.chunks();
    }

    @Override
    public boolean hasNext() {
      return next < count;
    }

    @Override
    public Tuple2<ChunkKey, ContributionStretch> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int from = next * chunk;
      int to = Math.min(contribution.values().length, from + chunk);
      return new Tuple2<>(
          new ChunkKey(next++, worker), new ContributionStretch(contribution, from, to));
    }
  }

  /**
   * Folds one chunk at a time. Stretches arrive in any order, and are sorted here: Spark's sorter
   * would look through all of them again and again to know how much memory they take.
   */
  private static final class Folds implements Iterator<ChunkReduction> {
    private final NavigableMap<ChunkKey, Contribution> sorted = new TreeMap<>();

    Folds(Iterator<Tuple2<ChunkKey, ContributionStretch>> arriving) {
      arriving.forEachRemaining(pair -> sorted.put(pair._1(), pair._2().whole()));
    }

    @Override
    public boolean hasNext() {
      return !sorted.isEmpty();
    }

    @Override
    public ChunkReduction next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int index = sorted.firstKey().chunk();
      List<Contribution> parts = new ArrayList<>();
      while (hasNext() && sorted.firstKey().chunk() == index) {
        parts.add(sorted.pollFirstEntry().getValue());
      }
      Reduction reduction = Reduction.of(parts);
      return new ChunkReduction(
          index, index == 0 ? reduction : new Reduction(List.of(), reduction.mean()));
    }
  }
}
