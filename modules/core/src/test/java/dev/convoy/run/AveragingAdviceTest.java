package dev.convoy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.average.OuterUpdate;
import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When train says that averaging is likely to cost accuracy, and what it suggests. */
class AveragingAdviceTest {
  private static final String SHORT_ROUNDS =
      "--sync steps:4 --inner-state average --scale-rate sqrt";

  private static AveragingAdvice fashionMnist(int workers) {
    return new AveragingAdvice(workers, 60_000, 64, 8);
  }

  private static Synchronization sync(String sync) {
    return Synchronization.parse(sync, new OuterUpdate.Average());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "8;  epoch;    944;   " + SHORT_ROUNDS,
        "8;  steps:16; 944;   " + SHORT_ROUNDS,
        "32; gradient; 240;   --scale-rate sqrt"
      })
  void fewStepsAreNamedWithWhatDoesBetter(int workers, String sync, String steps, String better) {
    assertThat(fashionMnist(workers).about(sync(sync), RateScaling.NONE))
        .contains(
            steps
                + " steps for each of "
                + workers
                + " workers are few, which costs accuracy (8 workers with 944 steps lost 1.4 to 2.2"
                + " points on Fashion-MNIST); try "
                + better
                + ", or more epochs");
  }

  @ParameterizedTest
  @CsvSource({"8, epoch, 118", "32, steps:16, 16", "16, steps:17, 17"})
  void longRoundsWithAScaledRateAreNamedWithWhatDoesBetter(int workers, String sync, int round) {
    assertThat(fashionMnist(workers).about(sync(sync), RateScaling.SQRT))
        .contains(
            "rounds of "
                + round
                + " batches are long for "
                + workers
                + " workers with a scaled rate, which costs accuracy; try --sync steps:4"
                + " --inner-state average");
  }

  @ParameterizedTest
  @CsvSource({"2, false", "3, false", "4, true"})
  void aShortRunOfFewWorkersIsShortForAnotherReason(int workers, boolean advised) {
    AveragingAdvice oneEpoch = new AveragingAdvice(workers, 60_000, 64, 1);

    assertThat(oneEpoch.about(sync("epoch"), RateScaling.NONE).isPresent()).isEqualTo(advised);
  }

  @ParameterizedTest
  @CsvSource({
    "1,  epoch,    NONE",
    "1,  epoch,    SQRT",
    "2,  epoch,    NONE",
    "4,  gradient, NONE",
    "8,  steps:16, SQRT",
    "16, steps:16, SQRT",
    "32, gradient, SQRT"
  })
  void whatIsInTheMeasuredRangeNeedsNoWords(int workers, String sync, RateScaling scaling) {
    assertThat(fashionMnist(workers).about(sync(sync), scaling)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"149, false", "150, true"})
  void theLimitIsOnTheStepsOfTheWholeRun(int epochs, boolean silent) {
    // Ten batches an epoch; the last of the larger share has one example.
    AveragingAdvice advice = new AveragingAdvice(4, 4 * 9 * 64 + 1, 64, epochs);

    assertThat(advice.about(sync("epoch"), RateScaling.NONE).isEmpty()).isEqualTo(silent);
  }
}
