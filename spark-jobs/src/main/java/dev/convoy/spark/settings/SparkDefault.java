package dev.convoy.spark.settings;

import java.util.List;

/**
 * A Spark setting that Convoy sets unless the user has set it. The reference page about Spark's
 * settings is generated from these.
 *
 * @param name of the setting
 * @param value that Convoy gives it
 * @param reason why, in one sentence
 */
public record SparkDefault(String name, String value, String reason) {
  /** The application's name, until {@link SparkSettings#named} knows a better one. */
  static final SparkDefault NAME =
      new SparkDefault(
          "spark.app.name", "Convoy", "`train` then names the application after the run.");

  /** Those of every master. */
  public static final List<SparkDefault> EVERYWHERE =
      List.of(
          NAME,
          new SparkDefault(
              "spark.locality.wait",
              "0s",
              "Blocks that were placed while executors registered would otherwise stay uneven."),
          new SparkDefault(
              "spark.task.maxFailures",
              "8",
              "A task also fails if its machine hangs, which is not the task's fault."),
          new SparkDefault(
              "spark.speculation",
              "true",
              "A round waits for its slowest task, so a task that hangs also starts on another"
                  + " machine."),
          new SparkDefault(
              "spark.speculation.minTaskRuntime",
              "10s",
              "Short rounds are uneven without any fault."),
          new SparkDefault(
              "spark.speculation.quantile",
              "0.5",
              "A machine that hangs holds several tasks, so half of them may be late."),
          new SparkDefault(
              "spark.shuffle.io.connectionTimeout",
              "10s",
              "An executor asks a machine that hangs for its data before it reads them itself."),
          new SparkDefault("spark.shuffle.io.maxRetries", "1", "For the same reason."),
          new SparkDefault("spark.shuffle.io.retryWait", "1s", "For the same reason."),
          new SparkDefault(
              "spark.shuffle.io.mode",
              "NIO",
              "The kernel sends files directly; the epoll transport copies them through a buffer"
                  + " of 8 kB."),
          new SparkDefault(
              "spark.cleaner.referenceTracking.blocking",
              "false",
              "The end of a run need not wait until old broadcasts are deleted."),
          new SparkDefault(
              "spark.resultGetter.threads",
              "2",
              "Each thread holds a result twice, as bytes, and keeps the last one."),
          new SparkDefault(
              "spark.broadcast.compress", "false", "Trained parameters hardly compress."),
          new SparkDefault(
              "spark.shuffle.compress", "false", "Trained parameters hardly compress."),
          new SparkDefault(
              "spark.shuffle.checksum.enabled",
              "false",
              "Spark verifies these checksums only for compressed blocks."),
          new SparkDefault(
              "spark.shuffle.sort.bypassMergeThreshold",
              "1",
              "A shuffle with few partitions would otherwise be written twice."),
          new SparkDefault(
              "spark.ui.liveUpdate.period",
              "0ms",
              "A round has few tasks; the page would otherwise show old figures."),
          new SparkDefault(
              "spark.ui.showConsoleProgress", "false", "Convoy shows progress itself."));

  /**
   * Those of masters other than {@code local}, unless the user has set a limit of this kind: an
   * executor that hangs is given up after 20 s. Spark requires the three to fit each other.
   */
  public static final List<SparkDefault> HEARTBEATS =
      List.of(
          new SparkDefault(
              "spark.executor.heartbeatInterval",
              "5s",
              "An executor that is silent for 20 s is given up."),
          new SparkDefault(
              "spark.network.timeoutInterval", "5s", "How often Spark looks for such executors."),
          new SparkDefault(
              "spark.storage.blockManagerHeartbeatTimeoutMs",
              "20s",
              "The limit itself; its data are then read again by others."));

  /** A host that does not answer is tried 46 times for 20 s each if nobody sets this. */
  public static final SparkDefault CONNECT_RETRIES =
      new SparkDefault(
          "spark.hadoop.ipc.client.connect.max.retries.on.timeouts",
          "2",
          "A NameNode that does not answer is given up after a minute instead of 15.");
}
