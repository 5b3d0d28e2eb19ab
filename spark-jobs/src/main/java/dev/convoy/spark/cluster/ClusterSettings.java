package dev.convoy.spark.cluster;

import dev.convoy.kernel.KernelSelection;
import dev.convoy.spark.reduce.ReduceMode;
import java.time.Duration;

/**
 * How a {@link SparkCluster} works.
 *
 * @param workers number of partitions, at least 1
 * @param seed the run's seed, which deals the examples to workers
 * @param kernels the kernels that tasks will use, warmed while executors read their data
 * @param roundLimit a round that takes longer fails
 * @param executorLimit how long to be without any executor
 * @param reduceMode where vectors are folded
 * @param overflow what becomes of blocks that do not fit into memory
 */
public record ClusterSettings(
    int workers,
    long seed,
    String kernels,
    Duration roundLimit,
    Duration executorLimit,
    ReduceMode reduceMode,
    Overflow overflow) {
  /** Far more than a round should take. */
  private static final Duration DEFAULT_ROUND_LIMIT = Duration.ofHours(24);

  private static final Duration DEFAULT_EXECUTOR_LIMIT = Duration.ofMinutes(2);

  /**
   * With limits of a day and two minutes, the reduction chosen by size, and blocks that do not fit
   * into memory on disk.
   */
  public ClusterSettings(int workers, long seed, String kernels) {
    this(
        workers,
        seed,
        kernels,
        DEFAULT_ROUND_LIMIT,
        DEFAULT_EXECUTOR_LIMIT,
        ReduceMode.AUTO,
        Overflow.DISK);
  }

  /** Likewise, with the kernels that are fastest where a task runs. */
  public static ClusterSettings of(int workers, long seed) {
    return new ClusterSettings(workers, seed, KernelSelection.AUTO);
  }

  /** The same with another limit for a round. */
  public ClusterSettings withRoundLimit(Duration limit) {
    return new ClusterSettings(workers, seed, kernels, limit, executorLimit, reduceMode, overflow);
  }

  /** The same with another limit for being without an executor. */
  public ClusterSettings withExecutorLimit(Duration limit) {
    return new ClusterSettings(workers, seed, kernels, roundLimit, limit, reduceMode, overflow);
  }

  /** The same with another place where vectors are folded. */
  public ClusterSettings with(ReduceMode other) {
    return new ClusterSettings(workers, seed, kernels, roundLimit, executorLimit, other, overflow);
  }

  /** The same with another overflow. */
  public ClusterSettings with(Overflow other) {
    return new ClusterSettings(
        workers, seed, kernels, roundLimit, executorLimit, reduceMode, other);
  }
}
