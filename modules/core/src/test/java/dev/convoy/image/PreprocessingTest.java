package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {
  @ParameterizedTest
  @EnumSource
  void itsTextIsReadBack(Fit fit) {
    Preprocessing preprocessing = new Preprocessing(Shape.of(224, 160, 3), fit);

    assertThat(Preprocessing.parse(preprocessing.text())).isEqualTo(preprocessing);
  }

  @Test
  void itsTextIsShort() {
    assertThat(new Preprocessing(Shape.of(28, 20, 1), Fit.PAD).text()).isEqualTo("pad:28x20x1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "crop",
        "crop:28x28",
        "crop:28x28x2",
        "crop:0x28x1",
        "crop:99999999999x28x1",
        "squeeze:28x28x1"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> Preprocessing.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void imagesHaveOneOrThreeChannels() {
    assertThatThrownBy(() -> new Preprocessing(Shape.of(28, 28, 4), Fit.CROP))
        .hasMessageContaining("28×28×4")
        .hasMessageContaining("1 or 3 channels");
  }
}
