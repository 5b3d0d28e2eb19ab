package dev.convoy.spark.command.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.train.EpochMetrics;
import dev.convoy.train.RoundCost;
import dev.convoy.worker.Evaluation;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is said of the time that a run still takes, and when. */
class RemainingTimeTest {
  private static final int EXAMPLES = 6000;

  private static RoundCost cost(int examples, double seconds) {
    return new RoundCost(
        1,
        examples,
        seconds,
        new RoundCost.Compute(0, 0, 0),
        new RoundCost.Phases(0, 0, 0, 0),
        new RoundCost.Bytes(0, 0));
  }

  private static EpochMetrics epoch(int epoch, double training, double all) {
    Evaluation nothing = new Evaluation(EXAMPLES, 0, 0);
    EpochMetrics.Time time = new EpochMetrics.Time(training, all);
    return new EpochMetrics(epoch, 1, nothing, 0, Optional.empty(), time, OptionalInt.empty());
  }

  private static RemainingTime of(int epochs) {
    return new RemainingTime(EXAMPLES, epochs, true, false);
  }

  @Test
  void aLongRoundIsMeasuredWithTheEvaluationThatFollows() {
    RemainingTime remaining = of(8);

    assertThat(remaining.roundEnded(1, 1, 1, cost(EXAMPLES, 60))).isEmpty();
    assertThat(remaining.epochEnded(epoch(1, 60, 62)))
        .contains("at 100 images/s the rest of the run takes about 7 min");
    assertThat(remaining.roundEnded(2, 1, 1, cost(EXAMPLES, 10))).isEmpty();
    assertThat(remaining.epochEnded(epoch(2, 10, 11))).isEmpty();
  }

  @Test
  void aShortFirstRoundWithItsSlowStartDoesNotCount() {
    RemainingTime remaining = of(8);

    assertThat(remaining.roundEnded(1, 1, 1, cost(EXAMPLES, 59))).isEmpty();
    assertThat(remaining.epochEnded(epoch(1, 59, 65))).isEmpty();
    assertThat(remaining.roundEnded(2, 1, 1, cost(EXAMPLES, 5))).isEmpty();
    assertThat(remaining.epochEnded(epoch(2, 5, 6)))
        .contains("at 1,200 images/s the rest of the run takes about 36 s");
  }

  @Test
  void roundsOfALongEpochAreMeasuredUntilTheyTookTenSeconds() {
    RemainingTime remaining = of(8);

    assertThat(remaining.roundEnded(1, 1, 60, cost(100, 20))).isEmpty();
    assertThat(remaining.roundEnded(1, 2, 60, cost(100, 9.9))).isEmpty();
    assertThat(remaining.roundEnded(1, 3, 60, cost(100, 0.1)))
        .contains("at 20 images/s the rest of the run takes about 40 min and its evaluations");
    assertThat(remaining.roundEnded(1, 4, 60, cost(100, 0.1))).isEmpty();
    assertThat(remaining.epochEnded(epoch(1, 36, 37))).isEmpty();
  }

  @Test
  void aResumedRunMeasuresAnewAndCountsWhatIsLeftOfIt() {
    RemainingTime remaining = of(8);

    assertThat(remaining.roundEnded(7, 30, 60, cost(600, 60)))
        .contains("at 10 images/s the rest of the run takes about 15 min and its evaluations");
    RemainingTime shortRounds = of(8);
    assertThat(shortRounds.roundEnded(7, 59, 60, cost(100, 3))).isEmpty();
    assertThat(shortRounds.roundEnded(7, 60, 60, cost(100, 1))).isEmpty();
    // What the epoch took before belongs to another process.
    assertThat(shortRounds.epochEnded(epoch(7, 30, 32)))
        .contains("at 100 images/s the rest of the run takes about 62 s");
  }

  @Test
  void aRunThatMayStopEarlySaysThatItIsTheMost() {
    RemainingTime remaining = new RemainingTime(EXAMPLES, 1001, false, true);

    assertThat(remaining.roundEnded(1, 1, 2, cost(3000, 150)))
        .contains("at 20 images/s the rest of the run takes at most about 83.4 h");
  }
}
