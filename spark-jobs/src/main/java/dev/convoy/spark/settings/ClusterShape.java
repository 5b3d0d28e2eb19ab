package dev.convoy.spark.settings;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * What Spark was asked for, as far as its settings tell.
 *
 * @param place where executors are
 * @param executors how many
 * @param cores of an executor that run tasks, one task each
 * @param executorMemory heap of an executor, in bytes
 * @param driverMemory heap of the driver, in bytes
 * @param mostResultBytes of all results of a job; 0 for no limit
 */
public record ClusterShape(
    Place place,
    OptionalInt executors,
    OptionalInt cores,
    long executorMemory,
    long driverMemory,
    long mostResultBytes) {
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*\\d+\\s*]");

  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final int MEGA_BITS = 20;

  /** Where executors are. */
  public enum Place {
    /** The driver is the one executor. */
    DRIVER,
    /** Processes on the driver's machine, which share its processors and memory bandwidth. */
    MACHINE,
    /** Processes anywhere. */
    CLUSTER
  }

  /**
   * What settings ask for.
   *
   * @param conf with the master
   * @param driverMemory heap of the driver, which runs already in most deployments
   */
  public static ClusterShape of(SparkConf conf, long driverMemory) {
    String master = conf.get("spark.master", "");
    long results = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    OptionalInt threads = SparkSettings.localThreads(master);
    if (threads.isPresent()) {
      return new ClusterShape(
          Place.DRIVER, OptionalInt.of(1), threads, driverMemory, driverMemory, results);
    }
    long memory = conf.getSizeAsMb(EXECUTOR_MEMORY, "1g") << MEGA_BITS;
    int taskCores = conf.getInt("spark.task.cpus", 1);
    Matcher several = LOCAL_CLUSTER.matcher(master);
    if (several.matches()) {
      int executors = Integer.parseInt(several.group(1));
      int cores = conf.getInt(EXECUTOR_CORES, Integer.parseInt(several.group(2)));
      return new ClusterShape(
          Place.MACHINE,
          OptionalInt.of(executors),
          OptionalInt.of(cores / taskCores),
          memory,
          driverMemory,
          results);
    }
    OptionalInt cores = setting(conf, EXECUTOR_CORES);
    return new ClusterShape(
        Place.CLUSTER,
        executors(conf, cores),
        cores.isPresent() ? OptionalInt.of(cores.getAsInt() / taskCores) : cores,
        memory,
        driverMemory,
        results);
  }

  private static OptionalInt executors(SparkConf conf, OptionalInt cores) {
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return setting(conf, "spark.dynamicAllocation.maxExecutors");
    }
    OptionalInt instances = setting(conf, "spark.executor.instances");
    OptionalInt most = setting(conf, "spark.cores.max");
    return instances.isEmpty() && most.isPresent() && cores.isPresent()
        ? OptionalInt.of(Math.max(1, most.getAsInt() / cores.getAsInt()))
        : instances;
  }

  private static OptionalInt setting(SparkConf conf, String key) {
    return conf.contains(key) ? OptionalInt.of(conf.getInt(key, 0)) : OptionalInt.empty();
  }

  /** Whether it is known how many tasks run at once. */
  public boolean isKnown() {
    return executors.isPresent() && cores.isPresent();
  }

  /**
   * Number of tasks that run at once.
   *
   * @throws java.util.NoSuchElementException if that is not known
   */
  public int slots() {
    return executors.orElseThrow() * cores.orElseThrow();
  }
}
