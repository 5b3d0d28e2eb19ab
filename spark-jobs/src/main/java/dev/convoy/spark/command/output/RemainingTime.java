package dev.convoy.spark.command.output;

import dev.convoy.train.EpochMetrics;
import dev.convoy.train.RoundCost;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a run still takes, by what rounds took in this process: those of ten seconds, but at
 * most to the end of an epoch, with its evaluation. The first round is slower than the rest, as it
 * reads the data and Java is still compiling: it counts if it is long.
 */
final class RemainingTime {
  private static final double ENOUGH_SECONDS = 10;

  /** Of a round that takes so long, its slow start is a small part. */
  private static final double LONG_SECONDS = 60;

  private static final double MINUTE = 60;
  private static final double HOUR = 3600;

  /** Below so many of a unit the next smaller one is shown. */
  private static final double FEW = 3;

  private final long examples;
  private final int epochs;
  private final boolean evaluates;
  private final boolean mayEndEarlier;
  private long measuredExamples;
  private double measuredSeconds;
  private boolean begun;
  private boolean told;

  /**
   * Nothing has been measured yet.
   *
   * @param examples that an epoch goes through
   * @param epochs that the run has in all
   * @param evaluates whether there is an evaluation after each epoch
   * @param mayEndEarlier whether evaluations can end the run
   */
  RemainingTime(long examples, int epochs, boolean evaluates, boolean mayEndEarlier) {
    this.examples = examples;
    this.epochs = epochs;
    this.evaluates = evaluates;
    this.mayEndEarlier = mayEndEarlier;
  }

  /** A round is done. Returns a line, once in all, if enough is measured by now. */
  Optional<String> roundEnded(int epoch, int round, int rounds, RoundCost cost) {
    if (begun || cost.seconds() >= LONG_SECONDS) {
      measuredExamples += cost.examples();
      measuredSeconds += cost.seconds();
    }
    begun = true;
    if (measuredSeconds < ENOUGH_SECONDS || round == rounds) {
      return Optional.empty();
    }
    double left = epochs - epoch + (double) (rounds - round) / rounds;
    return tell(left, 0, evaluates ? " and its evaluations" : "");
  }

  /** An epoch is done that is not the last. Returns a line, if it is the first and there can be. */
  Optional<String> epochEnded(EpochMetrics epoch) {
    double evaluation = epoch.time().total() - epoch.time().training();
    return tell(epochs - epoch.epoch(), evaluation, "");
  }

  private Optional<String> tell(double epochsLeft, double evaluation, String more) {
    if (told || measuredSeconds == 0) {
      return Optional.empty();
    }
    told = true;
    double speed = measuredExamples / measuredSeconds;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "at %,.0f images/s the rest of the run takes %s%s%s",
            speed,
            mayEndEarlier ? "at most about " : "about ",
            text(epochsLeft * (examples / speed + evaluation)),
            more));
  }

  private static String text(double seconds) {
    if (seconds < FEW * MINUTE) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < FEW * HOUR
        ? String.format(Locale.ROOT, "%.0f min", seconds / MINUTE)
        : String.format(Locale.ROOT, "%,.1f h", seconds / HOUR);
  }
}
