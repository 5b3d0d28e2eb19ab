package dev.convoy.spark.settings;

import org.apache.spark.SparkConf;

/** The least memory with which Spark starts at all. */
public final class SparkMemory {
  /** What Spark's memory manager reserves, and half of it more; it refuses smaller heaps. */
  public static final long LEAST_BYTES = 300L * (1 << 20) * 3 / 2;

  private static final String TESTING = "spark.testing";

  private static final String EXECUTOR = "spark.executor.memory";
  private static final int MEGA_BITS = 20;

  private SparkMemory() {}

  /**
   * Refuses a driver or executors with less.
   *
   * @param driverBytes heap of the driver
   * @throws IllegalArgumentException in one line with the setting to give
   */
  static void require(SparkConf conf, long driverBytes) {
    if (conf.contains(TESTING) || conf.contains(TESTING + ".memory")) {
      return;
    }
    require("driver-memory", driverBytes);
    if (conf.contains(EXECUTOR)) {
      require("executor-memory", conf.getSizeAsMb(EXECUTOR) << MEGA_BITS);
    }
  }

  /**
   * Refuses a heap that is smaller.
   *
   * @param what the option that gives it
   * @throws IllegalArgumentException in one line
   */
  public static void require(String what, long bytes) {
    if (bytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          what
              + " "
              + (bytes >> MEGA_BITS)
              + "m: Spark does not start with less than "
              + (LEAST_BYTES >> MEGA_BITS)
              + "m");
    }
  }
}
