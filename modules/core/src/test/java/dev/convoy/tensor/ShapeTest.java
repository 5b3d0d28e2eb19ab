package dev.convoy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
  @Test
  void anImageHasPositionsAndChannels() {
    Shape shape = Shape.of(28, 20, 3);
    assertThat(shape.spatial()).containsExactly(28, 20);
    assertThat(shape.channels()).isEqualTo(3);
    assertThat(shape.positions()).isEqualTo(560);
    assertThat(shape.size()).isEqualTo(1680);
    assertThat(shape.sizes()).containsExactly(28, 20, 3);
    assertThat(shape).hasToString("28×20×3");
  }

  @Test
  void aVectorHasOnePosition() {
    assertThat(Shape.of(7).positions()).isEqualTo(1);
    assertThat(Shape.of(7).size()).isEqualTo(7);
    assertThat(Shape.of(7)).hasToString("7");
  }

  @Test
  void aVolumeHasThreeSpatialSizes() {
    assertThat(Shape.of(2, 3, 4, 5).size()).isEqualTo(120);
  }

  @Test
  void collapsingKeepsTheNumberOfDimensions() {
    assertThat(Shape.of(5, 4, 3).collapsed(9)).isEqualTo(Shape.of(1, 1, 9));
    assertThat(Shape.of(3).collapsed(9)).isEqualTo(Shape.of(9));
  }

  @Test
  void aShapeDoesNotChangeWithTheListItWasMadeFrom() {
    List<Integer> sizes = new ArrayList<>(List.of(2, 3));
    Shape shape = new Shape(sizes, 1);
    sizes.set(0, 100);
    assertThat(shape).isEqualTo(Shape.of(2, 3, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void sizesBelowOneAreRefusedWithTheirValue(int size) {
    assertThatThrownBy(() -> Shape.of(size, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape: size " + size + " must be at least 1");
    assertThatThrownBy(() -> Shape.of(2, 2, size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape: " + size + " channels, must be at least 1");
  }

  @Test
  void moreThanThreeSpatialSizesAreRefused() {
    assertThatThrownBy(() -> Shape.of(1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 spatial sizes, at most 3");
    assertThatThrownBy(Shape::of).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aShapeThatDoesNotFitAnArrayIsRefused() {
    int huge = Integer.MAX_VALUE;
    assertThat(Shape.of(Shape.MOST_VALUES, 1).size()).isEqualTo(Shape.MOST_VALUES);
    assertThatThrownBy(() -> Shape.of(huge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit an array");
    assertThatThrownBy(() -> Shape.of(65_536, 32_768, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit an array");
    assertThatThrownBy(() -> Shape.of(huge, huge, huge, huge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit an array");
  }
}
