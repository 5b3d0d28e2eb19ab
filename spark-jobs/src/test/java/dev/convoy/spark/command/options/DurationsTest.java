package dev.convoy.spark.command.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"90s,PT1M30S", "30m,PT30M", "7h,PT7H", "2d,PT48H", "999999s,PT999999S"})
  void aNumberAndAUnitAreRead(String text, Duration expected) {
    assertThat(Durations.parse("max-time", text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "90", "s", "0s", "-1s", "1.5h", "1h30m", "90 s", "1w", "9999999s"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse("max-time", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "max-time '"
                + text
                + "' must be a whole number above 0 and s, m, h or d, such as 90s or 7h");
  }
}
