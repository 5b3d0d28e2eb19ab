package dev.convoy.spark.cluster;

import dev.convoy.kernel.KernelSelection;
import java.time.Duration;

/**
 * How a {@link SparkCluster} works.
 *
 * @param workers how many the data are dealt to, at least 1
 * @param seed the run's seed, which deals the examples to workers
 * @param kernels the kernels that tasks will use, warmed while executors read their data
 * @param roundLimit a round that takes longer fails
 * @param reduceMode where vectors are folded
 * @param overflow what becomes of blocks that do not fit into memory
 */
public record ClusterSettings(
    int workers,
    long seed,
    String kernels,
    Duration roundLimit,
    ReduceMode reduceMode,
    Overflow overflow) {
  /** Far more than a round should take. */
  private static final Duration DEFAULT_LIMIT = Duration.ofHours(24);

  /** With blocks that do not fit into memory on disk. */
  public ClusterSettings(
      int workers, long seed, String kernels, Duration roundLimit, ReduceMode reduceMode) {
    this(workers, seed, kernels, roundLimit, reduceMode, Overflow.DISK);
  }

  /** With a limit of a day, and the reduction chosen by size. */
  public ClusterSettings(int workers, long seed, String kernels) {
    this(workers, seed, kernels, DEFAULT_LIMIT, ReduceMode.AUTO);
  }

  /** Likewise, with the kernels that are fastest where a task runs. */
  public static ClusterSettings of(int workers, long seed) {
    return new ClusterSettings(workers, seed, KernelSelection.AUTO);
  }

  /** The same with another overflow. */
  public ClusterSettings with(Overflow other) {
    return new ClusterSettings(workers, seed, kernels, roundLimit, reduceMode, other);
  }
}
