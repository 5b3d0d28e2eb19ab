package dev.convoy.spark.docs;

import static dev.convoy.spark.command.output.ExitStatus.BAD_INPUT;
import static dev.convoy.spark.command.output.ExitStatus.DONE;
import static dev.convoy.spark.command.output.ExitStatus.FAILED;
import static dev.convoy.spark.command.output.ExitStatus.LEASE_HELD;
import static dev.convoy.spark.command.output.ExitStatus.STOPPED;

import dev.convoy.spark.command.output.ExitStatus;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;

/** The reference page of exit statuses, from the constants of the command line. */
final class ExitStatusPage {
  private static final Map<Integer, String> MEANINGS =
      Map.of(
          DONE,
          "Done. A run that was already complete also ends so with `--resume`. | nothing",
          FAILED,
          "The run failed, or a check did not pass. The last line of standard error says why."
              + " | look at the reason; `--resume` continues after the last checkpoint",
          BAD_INPUT,
          "Wrong usage or bad input, found before the run started; nothing was written."
              + " | correct the command; a retry fails again",
          STOPPED,
          "Stopped early by `--max-time`, SIGTERM or SIGINT, with a checkpoint."
              + " | repeat the command with `--resume`",
          LEASE_HELD,
          "Another driver holds the lease of the run, or has taken it over."
              + " | wait for that driver");

  private ExitStatusPage() {}

  static String text() throws IllegalAccessException {
    StringBuilder page =
        new StringBuilder(
            """
            # Exit statuses

            Where Spark owns the driver's process (`--deploy-mode cluster`) every status but 0 is a
            failure whose message names the status; see [the cluster
            guide](../guide/cluster.md#how-a-run-ended).

            | status | meaning | what a scheduler does |
            |---:|---|---|
            """);
    for (Map.Entry<Integer, String> each : new TreeMap<>(MEANINGS).entrySet()) {
      page.append("| ").append(each.getKey()).append(" | ").append(each.getValue()).append(" |\n");
    }
    for (Field field : ExitStatus.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !MEANINGS.containsKey(field.getInt(null))) {
        throw new IllegalStateException("not described: " + field.getName());
      }
    }
    return page.toString();
  }
}
