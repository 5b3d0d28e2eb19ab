package dev.convoy.spark.command.options;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The option of commands that run on executors. */
public final class ExecutorOptions {
  @Option(
      names = "--wait-executors",
      paramLabel = "D",
      defaultValue = "2m",
      description =
          "Fail if the master does not answer for so long, or there is no executor, at the start or"
              + " later (default: ${DEFAULT-VALUE}).")
  private String limit;

  /** How long to be without any executor. */
  public Duration limit() {
    return Durations.parse("wait-executors", limit);
  }
}
