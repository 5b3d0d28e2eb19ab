package dev.convoy.spark.command.options;

import dev.convoy.spark.settings.ClusterShape;
import dev.convoy.spark.settings.ClusterShape.Place;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;

/** The options of {@code plan} that say which cluster is meant. */
public final class ClusterOptions {
  private static final int MEGA_BITS = 20;

  @Option(
      names = "--executors",
      paramLabel = "N",
      description = "Number of executors (default: as the master and Spark's settings say).")
  @Range(most = 10_000)
  private Optional<Integer> executors;

  @Option(
      names = "--executor-cores",
      paramLabel = "C",
      description = "Tasks that an executor runs at once (default: likewise).")
  @Range(most = 10_000)
  private Optional<Integer> cores;

  @Option(
      names = "--executor-memory",
      paramLabel = "M",
      description = "Heap of an executor, such as 4g (default: likewise).")
  private Optional<String> executorMemory;

  @Option(
      names = "--driver-memory",
      paramLabel = "M",
      description = "Heap of the driver (default: that of this process).")
  private Optional<String> driverMemory;

  /**
   * The cluster that is meant: with {@code --executors} one of processes of their own, even if the
   * master is local.
   */
  public ClusterShape shape(SparkConf conf) {
    long driver =
        driverMemory.map(text -> memory("driver", text)).orElse(Runtime.getRuntime().maxMemory());
    ClusterShape found = ClusterShape.of(conf, driver);
    boolean other = executors.isPresent() && found.place() == Place.DRIVER;
    Place place = other ? Place.CLUSTER : found.place();
    long defaultMemory =
        other
            ? memory("executor", conf.get("spark.executor.memory", "1g"))
            : found.executorMemory();
    return new ClusterShape(
        place,
        executors.isPresent() ? OptionalInt.of(executors.get()) : found.executors(),
        cores.isPresent() ? OptionalInt.of(cores.get()) : found.cores(),
        place == Place.DRIVER
            ? driver
            : executorMemory.map(text -> memory("executor", text)).orElse(defaultMemory),
        driver,
        found.mostResultBytes());
  }

  private static long memory(String whose, String text) {
    String key = "spark." + whose + ".memory";
    try {
      long bytes = new SparkConf(false).set(key, text).getSizeAsMb(key) << MEGA_BITS;
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // the same as for 0
    }
    throw new IllegalArgumentException(
        whose + "-memory '" + text + "' must be a size such as 512m or 4g");
  }
}
