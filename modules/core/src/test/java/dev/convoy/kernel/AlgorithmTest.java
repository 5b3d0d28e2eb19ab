package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which convolutions are by Winograd is a rule that never changes: bits depend on it. */
class AlgorithmTest {
  @ParameterizedTest
  @CsvSource({
    "32, 32, 32, true",
    "14, 32, 64, true",
    "7, 512, 512, true",
    "5, 64, 64, true",
    "32, 31, 64, false",
    "32, 3, 32, false",
    "32, 64, 31, false",
    "3, 64, 64, false",
    "2, 64, 64, true",
    "1, 64, 64, false"
  })
  void autoTakesItWithManyChannelsAndFewDroppedResults(
      int size, int inputs, int outputs, boolean wanted) {
    Axis axis = new Axis(size, 3, 1, 1, 1, 1);
    Window window = new Window(List.of(axis, axis));

    assertThat(Algorithm.AUTO.isWinograd(window, inputs, outputs)).isEqualTo(wanted);
    assertThat(Algorithm.WINOGRAD.isWinograd(window, inputs, outputs)).isTrue();
    assertThat(Algorithm.DIRECT.isWinograd(window, inputs, outputs)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"5, 1, 1", "3, 2, 1", "3, 1, 2"})
  void otherWindowsAreDirect(int kernel, int stride, int dilation) {
    Axis axis = new Axis(16, kernel, stride, dilation, 1, 1);
    Window window = new Window(List.of(axis, axis));

    assertThat(Algorithm.WINOGRAD.isWinograd(window, 64, 64)).isFalse();
    assertThat(Algorithm.AUTO.isWinograd(window, 64, 64)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aNameIsReadAsItIsWritten(Algorithm algorithm) {
    assertThat(Algorithm.named(algorithm.text())).isEqualTo(algorithm);
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> Algorithm.named("WINOGRAD"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("algorithm 'WINOGRAD': unknown; known are direct, winograd, auto");
  }
}
