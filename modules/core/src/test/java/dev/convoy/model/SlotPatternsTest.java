package dev.convoy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Padding;
import dev.convoy.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotPatternsTest {
  private static final ParameterLayout LAYOUT =
      ParameterLayout.of(
          Model.stack(
              Shape.of(6, 6, 1),
              new Conv(2, 3, Padding.SAME),
              new BatchNorm(),
              new Conv(2, 3, Padding.SAME),
              new Dense(4)));

  private static List<String> select(String text) {
    return List.copyOf(SlotPatterns.parse("freeze", text).select("freeze", LAYOUT));
  }

  private static List<String> freeze(String text) {
    return List.copyOf(SlotPatterns.parse("freeze", text).selectToFreeze("freeze", LAYOUT));
  }

  @Test
  void aPatternMeansSlotsOrWholeLayers() {
    assertThat(select("conv1")).containsExactly("conv1.weight", "conv1.bias");
    assertThat(select("fc1.bias")).containsExactly("fc1.bias");
    assertThat(select("*.bias"))
        .containsExactly("conv1.bias", "bn1.bias", "conv2.bias", "fc1.bias");
    assertThat(select("fc*,conv2.w*")).containsExactly("conv2.weight", "fc1.weight", "fc1.bias");
    assertThat(select("*")).hasSize(LAYOUT.slots().size());
  }

  @Test
  void theDotIsADot() {
    assertThat(SlotPatterns.parse("freeze", "conv1.bias").matches("conv1xbias.weight")).isFalse();
    assertThat(SlotPatterns.parse("freeze", "conv1").matches("conv10.weight")).isFalse();
  }

  @Test
  void statisticsStayIfNothingOfTheirLayerIsTrained() {
    assertThat(freeze("bn1.weight,bn1.bias"))
        .containsExactlyInAnyOrder(
            "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_square");
    assertThat(freeze("bn1.weight")).containsExactly("bn1.weight");
    assertThat(freeze("conv*")).hasSize(4).allMatch(slot -> slot.startsWith("conv"));
  }

  @ParameterizedTest
  @CsvSource({
    "cnv1, freeze 'cnv1': the model has no such parameters; did you mean 'conv1'?",
    "'conv1,fc1.wait', freeze 'fc1.wait': the model has no such parameters; did you mean"
        + " 'fc1.weight'?",
    "encoder.layers, freeze 'encoder.layers': the model has no such parameters"
  })
  void aPatternThatMeansNothingIsRefused(String text, String message) {
    assertThatThrownBy(() -> select(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "conv1,", "conv 1", "conv1;fc1", "\\Econv1"})
  void whatIsNoPatternIsRefused(String text) {
    assertThatThrownBy(() -> SlotPatterns.parse("freeze", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("freeze '" + text + "': must be names of layers or parameters");
  }
}
