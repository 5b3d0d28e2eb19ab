package dev.convoy.spark.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The option of commands that run on executors. */
final class ExecutorOptions {
  @Option(
      names = "--wait-executors",
      paramLabel = "D",
      defaultValue = "2m",
      description =
          "Fail if the master does not answer for so long, or there is no executor, at the start or"
              + " later (default: ${DEFAULT-VALUE}).")
  private String limit;

  /** How long to be without any executor. */
  Duration limit() {
    return Durations.parse("wait-executors", limit);
  }
}
