package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The learning rate as a function of how far training is. */
class ScaledScheduleTest {

  @ParameterizedTest
  @CsvSource({"0, 0.02", "0.25, 0.055", "0.75, 0.125", "1, 0.16", "1.5, 0.16", "100, 0.16"})
  void theRateGrowsEvenlyAndStays(double epochs, float expected) {
    assertThat(new ScaledSchedule(8, 1).rate(0.02f, epochs)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.02", "0.1", "3e38", "1e-45"})
  void aConstantRateIsTheOptimizersBitForBit(float rate) {
    for (double epochs : new double[] {0, 1e-9, 0.3, 7}) {
      assertThat(ScaledSchedule.constant().rate(rate, epochs)).isEqualTo(rate);
    }
  }

  @Test
  void aFactorBelowOneShrinksIt() {
    assertThat(new ScaledSchedule(0.5f, 4).rate(1f, 2)).isEqualTo(0.75f);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0001", "0.5, 0.02505", "1, 0.05", "2, 0.1", "3, 0.1"})
  void aWarmUpGrowsEvenlyFromAThousandth(double epochs, float expected) {
    ScaledSchedule schedule =
        ScaledSchedule.constant().with(2, new LearningRateSchedule.Constant());
    assertThat(schedule.rate(0.1f, epochs)).isCloseTo(expected, within(1e-4f));
  }

  @Test
  void growthWarmUpAndCurveAreFactors() {
    ScaledSchedule schedule =
        new ScaledSchedule(4, 1).with(0.5f, new LearningRateSchedule.Exponential(0.25f));

    // After a quarter of an epoch: 1 + 3/4, half of the way up, 0.25^0.25.
    assertThat((double) schedule.rate(1f, 0.25))
        .isCloseTo(1.75 * 0.5005 * Math.sqrt(0.5), within(1e-6));
    assertThat(schedule.rate(1f, 2)).isEqualTo(0.25f);
  }

  @Test
  void whatIsOutOfBoundsIsRefused() {
    assertThatThrownBy(() -> new ScaledSchedule(0, 1))
        .hasMessage("schedule: factor 0.0 must be above 0 and finite");
    assertThatThrownBy(() -> new ScaledSchedule(1, Float.NaN))
        .hasMessage("schedule: growth NaN must be at least 0 and finite");
    assertThatThrownBy(
            () -> ScaledSchedule.constant().with(-1, new LearningRateSchedule.Constant()))
        .hasMessage("warmup -1.0 must be at least 0 and finite");
  }
}
