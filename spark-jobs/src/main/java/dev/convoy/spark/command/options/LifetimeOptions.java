package dev.convoy.spark.command.options;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code train} that keep a run safe: checkpoints, limits and stops. */
public final class LifetimeOptions {
  @Option(
      names = "--resume",
      description =
          "Go on after the newest checkpoint of the run in --out; start if there is none, end at"
              + " once if it is complete.")
  public boolean resume;

  @Option(
      names = "--checkpoint-rounds",
      paramLabel = "N",
      description =
          "Also save the whole state after each N rounds of an epoch (default: only at its end).")
  @Range(most = 1_000_000_000)
  private Optional<Integer> checkpointRounds;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "K",
      defaultValue = "2",
      description = "Keep the last K checkpoints, at least 2 (default: ${DEFAULT-VALUE}).")
  @Range(least = 2, most = 1_000_000)
  public int keptCheckpoints;

  @Option(
      names = "--max-time",
      paramLabel = "D",
      description =
          "Stop with a checkpoint and status 3 at the end of the round in which this time, such as"
              + " 90s, 30m or 7h, is over (default: no limit).")
  private Optional<String> maxTime;

  @Option(
      names = "--round-timeout",
      paramLabel = "D",
      defaultValue = "24h",
      description =
          "A round that takes longer fails, instead of waiting for ever (default:"
              + " ${DEFAULT-VALUE}).")
  private String roundTimeout;

  /** So many rounds between checkpoints. */
  public int checkpointRounds() {
    return checkpointRounds.orElse(Integer.MAX_VALUE);
  }

  public Optional<Duration> maxTime() {
    return maxTime.map(text -> Durations.parse("max-time", text));
  }

  public Duration roundTimeout() {
    return Durations.parse("round-timeout", roundTimeout);
  }
}
