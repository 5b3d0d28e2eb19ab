package dev.convoy.spark.capacity;

import dev.convoy.spark.settings.ClusterShape;
import dev.convoy.spark.settings.ClusterShape.Place;

/**
 * How long a round takes.
 *
 * @param turns how often a core works on a worker in a round
 * @param compute seconds in which workers train
 * @param synchronization seconds for all else
 */
public record TimeEstimate(int turns, double compute, double synchronization) {
  /** Seconds of a stage of Spark's in the driver's process, and of each of its tasks. */
  private static final double LOCAL_STAGE = 0.015;

  private static final double LOCAL_TASK = 0.002;

  /** The same where executors are processes of their own. */
  private static final double STAGE = 0.06;

  private static final double TASK = 0.005;

  /** Bytes a second that a core reads and writes in vectors that no cache holds. */
  private static final double MEMORY_BANDWIDTH = 3e9;

  /**
   * How often a worker goes through a vector beside training: it copies the parameters, checks the
   * result and copies it, each time reading and most times writing. Once more if it is added up
   * there.
   */
  private static final int PASSES = 6;

  /** Workers train, executors add up, means are made. */
  private static final int STAGES_OF_FOLD = 3;

  /**
   * What it is estimated from.
   *
   * @param examples of the worker that has most of them in a round
   * @param imagesPerSecond training speed of a core
   * @param bandwidth bytes a second that a machine serializes, sends or reads
   */
  public record Speeds(long examples, double imagesPerSecond, double bandwidth) {}

  /** Estimates the rounds of a run on a cluster whose cores are known. */
  static TimeEstimate of(RunSizes sizes, ClusterShape shape, Speeds speeds) {
    return of(sizes, shape, speeds, shape.slots());
  }

  /** The same with another number of cores. */
  static TimeEstimate of(RunSizes sizes, ClusterShape shape, Speeds speeds, int slots) {
    int turns = (sizes.workers() + slots - 1) / slots;
    double worker =
        speeds.examples() / speeds.imagesPerSecond()
            + (sizes.vectors().shuffles() ? PASSES + 1 : PASSES)
                * sizes.vectors().contribution()
                / MEMORY_BANDWIDTH;
    boolean local = shape.place() == Place.DRIVER;
    int stages = sizes.vectors().shuffles() ? STAGES_OF_FOLD : 1;
    int tasks = sizes.workers() * stages;
    double scheduling =
        stages * (local ? LOCAL_STAGE : STAGE) + tasks * (local ? LOCAL_TASK : TASK);
    return new TimeEstimate(
        turns, turns * worker, scheduling + machineBytes(sizes, shape) / speeds.bandwidth());
  }

  /**
   * Bytes that go through the machine with most of them. Parameters are serialized once and read by
   * each executor; contributions or their sums are written and read; the means as well, if they are
   * made on executors.
   */
  public static long machineBytes(RunSizes sizes, ClusterShape shape) {
    int executors = shape.executors().orElseThrow();
    int machines = shape.place() == Place.CLUSTER ? executors : 1;
    int readers = shape.place() == Place.DRIVER ? 0 : executors / machines;
    long vectors = sizes.sentBy(executors);
    long out = sizes.vectors().broadcast() * (1 + readers);
    long back =
        sizes.vectors().shuffles()
            ? 2 * vectors / machines + 2 * sizes.vectors().contribution()
            : vectors + vectors / machines;
    return out + back;
  }

  public double seconds() {
    return compute + synchronization;
  }

  /** The part of a round in which nobody trains. */
  public double synchronizationShare() {
    return synchronization / seconds();
  }
}
