package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LayerCasesTest {
  @Test
  void everyLayerHasACase() {
    Set<Class<?>> covered =
        LayerCases.all().map(layerCase -> layerCase.layer().getClass()).collect(Collectors.toSet());
    assertThat(covered).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }

  @Test
  void everyLayerWithABiasHasACaseWithAndOneWithout() {
    for (Class<?> type : Set.of(Conv.class, ConvTranspose.class, Dense.class)) {
      Set<Integer> parameterArrays =
          LayerCases.all()
              .filter(layerCase -> layerCase.layer().getClass() == type)
              .map(layerCase -> layerCase.layer().parameters(layerCase.inputs()).size())
              .collect(Collectors.toSet());
      assertThat(parameterArrays).as(type.getSimpleName()).containsExactlyInAnyOrder(1, 2);
    }
  }

  @Test
  void namesTellCasesApart() {
    assertThat(LayerCases.all().map(LayerCase::toString)).doesNotHaveDuplicates();
  }
}
