package dev.convoy.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver does with the mean of the parameters. */
class OuterUpdateTest {

  @Test
  void averageTakesTheMeanAndKeepsNothing() {
    OuterUpdate average = OuterUpdate.parse("average");
    float[] mean = {3f, 4f};

    average.apply(2, new float[] {1f, 2f}, mean, new float[0]);

    assertThat(mean).containsExactly(3f, 4f);
    assertThat(average.stateSize(2)).isZero();
    assertThat(average.text()).isEqualTo("average");
  }

  @Test
  void nesterovFollowsTheFormulaForThreeRounds() {
    // rate 0.5, momentum 0.5; v ← v/2 + d; next = broadcast + (d + v/2)/2.
    OuterUpdate nesterov = OuterUpdate.parse("nesterov:0.5,0.5");
    float[] state = new float[nesterov.stateSize(1)];
    float[] broadcast = {1f};

    float[] mean = {5f}; // d 4: v 4, next 1 + (4 + 2)/2 = 4
    nesterov.apply(1, broadcast, mean, state);
    assertThat(mean).containsExactly(4f);
    assertThat(state).containsExactly(4f);

    broadcast = mean;
    mean = new float[] {6f}; // d 2: v 4, next 4 + (2 + 2)/2 = 6
    nesterov.apply(1, broadcast, mean, state);
    assertThat(mean).containsExactly(6f);
    assertThat(state).containsExactly(4f);

    broadcast = mean;
    mean = new float[] {2f}; // d −4: v −2, next 6 + (−4 − 1)/2 = 3.5
    nesterov.apply(1, broadcast, mean, state);
    assertThat(mean).containsExactly(3.5f);
    assertThat(state).containsExactly(-2f);
  }

  @Test
  void runningStatisticsBehindWhatIsTrainedStayTheMean() {
    float[] mean = {3f, 5f};
    float[] state = new float[2];

    OuterUpdate.parse("nesterov:1,0.5").apply(1, new float[] {1f, 1f}, mean, state);

    assertThat(mean).containsExactly(4f, 5f);
    assertThat(state).containsExactly(2f, 0f);
  }

  @Test
  void nesterovWithoutMomentumAtRateOneIsTheMean() {
    float[] mean = {0.75f, -2f};

    OuterUpdate.parse("nesterov:1,0").apply(2, new float[] {0.25f, 4f}, mean, new float[2]);

    assertThat(mean).containsExactly(0.75f, -2f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nesterov;         1;   0.5",
        "nesterov:0.7;     0.7; 0.5",
        "nesterov:0.7,0.8; 0.7; 0.8",
        "nesterov:2,0;     2;   0"
      })
  void whatIsLeftOutIsRateOneAndMomentumOneHalf(String text, float rate, float momentum) {
    assertThat(OuterUpdate.parse(text)).isEqualTo(new OuterUpdate.Nesterov(rate, momentum));
  }

  @ParameterizedTest
  @ValueSource(strings = {"average", "nesterov", "nesterov:0.7,0.8"})
  void theTextReadsBackAsTheSame(String text) {
    OuterUpdate update = OuterUpdate.parse(text);

    assertThat(OuterUpdate.parse(update.text())).isEqualTo(update);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mean",
        "Average",
        "average:1",
        "nesterov:",
        "nesterov:fast",
        "nesterov:1,",
        "nesterov:1,0.5,0.5",
        "nesterov 1"
      })
  void anythingElseIsRefusedWithTheForm(String text) {
    assertThatThrownBy(() -> OuterUpdate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("outer '" + text + "' must be average or nesterov[:rate[,momentum]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nesterov:0; rate 0.0 must be above 0 and finite",
        "nesterov:-1; rate -1.0 must be above 0 and finite",
        "nesterov:NaN; rate NaN must be above 0 and finite",
        "nesterov:Infinity; rate Infinity must be above 0 and finite",
        "nesterov:1,1; momentum 1.0 must be at least 0 and below 1",
        "nesterov:1,-0.1; momentum -0.1 must be at least 0 and below 1",
        "nesterov:1,NaN; momentum NaN must be at least 0 and below 1"
      })
  void numbersOutOfBoundsAreNamed(String text, String message) {
    assertThatThrownBy(() -> OuterUpdate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("outer nesterov: " + message);
  }
}
