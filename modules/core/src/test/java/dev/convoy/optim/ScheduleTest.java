package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The learning rate as a function of how far training is. */
class ScheduleTest {

  @ParameterizedTest
  @CsvSource({"0, 0.02", "0.25, 0.055", "0.75, 0.125", "1, 0.16", "1.5, 0.16", "100, 0.16"})
  void theRateGrowsEvenlyAndStays(double epochs, float expected) {
    assertThat(new Schedule(8, 1).rate(0.02f, epochs)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.02", "0.1", "3e38", "1e-45"})
  void aConstantRateIsTheOptimizersBitForBit(float rate) {
    for (double epochs : new double[] {0, 1e-9, 0.3, 7}) {
      assertThat(Schedule.constant().rate(rate, epochs)).isEqualTo(rate);
    }
  }

  @Test
  void aFactorBelowOneShrinksIt() {
    assertThat(new Schedule(0.5f, 4).rate(1f, 2)).isEqualTo(0.75f);
  }

  @Test
  void whatIsOutOfBoundsIsRefused() {
    assertThatThrownBy(() -> new Schedule(0, 1))
        .hasMessage("schedule: factor 0.0 must be above 0 and finite");
    assertThatThrownBy(() -> new Schedule(1, Float.NaN))
        .hasMessage("schedule: warm-up of NaN epochs must be at least 0 and finite");
  }
}
