package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Curves against values worked out by hand, for runs of ten epochs. */
class LearningRateScheduleTest {
  private static final int EPOCHS = 10;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "constant; 0; 1",
        "constant; 9.9; 1",
        "step:3,0.5; 2.999; 1",
        "step:3,0.5; 3; 0.5",
        "step:3,0.5; 9.5; 0.125",
        "step:0.5,0.5; 1; 0.25",
        "milestones:2,5,0.5; 1.999; 1",
        "milestones:2,5,0.5; 2; 0.5",
        "milestones:2,5,0.5; 4.9; 0.5",
        "milestones:2,5,0.5; 5; 0.25",
        "exponential:0.25; 0; 1",
        "exponential:0.25; 0.5; 0.5",
        "exponential:0.25; 2; 0.0625",
        "cosine; 0; 1",
        "cosine; 2.5; 0.8535533905932737",
        "cosine; 5; 0.5",
        "cosine; 10; 0",
        "cosine; 11; 0",
        "cosine:0.25; 5; 0.625",
        "cosine:0.25; 10; 0.25",
        "one-cycle; 0; 0.04",
        "one-cycle; 1.5; 0.52",
        "one-cycle; 3; 1",
        "one-cycle; 6.5; 0.50005",
        "one-cycle; 10; 0.0001",
        "one-cycle:0.5; 2.5; 0.52",
        "one-cycle:0.5; 5; 1",
        "plateau; 7; 1"
      })
  void theFactorIsAFunctionOfTheEpochsDone(String text, double epochs, double expected) {
    assertThat(LearningRateSchedules.parse(text, EPOCHS).factor(epochs))
        .isCloseTo(expected, within(1e-7));
  }

  @Test
  void whatIsLeftOutHasTheDocumentedDefaults() {
    assertThat(LearningRateSchedules.parse("cosine", EPOCHS))
        .isEqualTo(new LearningRateSchedule.Cosine(0, EPOCHS));
    assertThat(LearningRateSchedules.parse("one-cycle", EPOCHS))
        .isEqualTo(new LearningRateSchedule.OneCycle(0.3f, EPOCHS));
    assertThat(LearningRateSchedules.parse("plateau", EPOCHS))
        .isEqualTo(new LearningRateSchedule.Plateau(0.1f, 3));
    assertThat(LearningRateSchedules.parse("plateau:0.5", EPOCHS))
        .isEqualTo(new LearningRateSchedule.Plateau(0.5f, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "step:2,0.1",
        "milestones:60,120,160,0.2",
        "exponential:0.95",
        "cosine:0.01",
        "one-cycle:0.25",
        "plateau:0.5,2"
      })
  void theTextOfACurveReadsBack(String text) {
    LearningRateSchedule curve = LearningRateSchedules.parse(text, EPOCHS);
    assertThat(LearningRateSchedules.parse(curve.text(), EPOCHS)).isEqualTo(curve);
  }

  @ParameterizedTest
  @CsvSource({
    "constant, false",
    "exponential:0.9, false",
    "cosine, true",
    "one-cycle, true",
    "plateau, false"
  })
  void someDependOnTheLengthOfTheRun(String text, boolean depends) {
    assertThat(LearningRateSchedules.parse(text, EPOCHS).dependsOnLength()).isEqualTo(depends);
    boolean other =
        !LearningRateSchedules.parse(text, EPOCHS)
            .equals(LearningRateSchedules.parse(text, EPOCHS + 1));
    assertThat(other).isEqualTo(depends);
  }

  @Test
  void aPlateauLowersByItsFactorEachTime() {
    LearningRateSchedule curve = new LearningRateSchedule.Plateau(0.5f, 2);

    assertThat(curve.patience()).hasValue(2);
    assertThat(curve.lowered(0)).isEqualTo(1);
    assertThat(curve.lowered(3)).isEqualTo(0.125);
    assertThat(new LearningRateSchedule.Constant().patience()).isEmpty();
    assertThat(new LearningRateSchedule.Constant().lowered(3)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Constant",
        "constant:1",
        "step",
        "step:3",
        "step:3,0.1,0.1",
        "step:a,0.1",
        "milestones:3",
        "milestones:3,,0.1",
        "exponential",
        "cosine:",
        "cosine:0.1,2",
        "one-cycle:0.1,2",
        "plateau:0.1,2.5",
        "plateau:0.1,2,3"
      })
  void whatDoesNotReadLikeTheRuleIsRefusedWithTheTextAndTheRule(String text) {
    assertThatThrownBy(() -> LearningRateSchedules.parse(text, EPOCHS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("schedule '" + text + "' must be constant, step:E,F, milestones:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "step:0,0.1; schedule step: epochs 0.0 must be above 0 and finite",
        "step:1,NaN; schedule step: factor NaN must be above 0 and finite",
        "milestones:3,2,0.1; schedule milestones: epoch 2.0 must be above 3.0",
        "milestones:-3,0.1; schedule milestones: epoch -3.0 must be above 0 and finite",
        "milestones:3,0; schedule milestones: factor 0.0 must be above 0 and finite",
        "exponential:-1; schedule exponential: factor -1.0 must be above 0 and finite",
        "cosine:1; schedule cosine: end 1.0 must be at least 0 and below 1",
        "one-cycle:0; schedule one-cycle: rise 0.0 must be above 0 and finite",
        "one-cycle:1; schedule one-cycle: rise 1.0 must be at least 0 and below 1",
        "plateau:1; schedule plateau: factor 1.0 must be at least 0 and below 1",
        "plateau:0; schedule plateau: factor 0.0 must be above 0 and finite",
        "plateau:0.1,0; schedule plateau: patience 0 must be at least 1"
      })
  void whatIsOutOfBoundsIsRefusedWithItsValue(String text, String message) {
    assertThatThrownBy(() -> LearningRateSchedules.parse(text, EPOCHS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
