package dev.convoy.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.layer.Conv2d;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Costs of well-known networks against the figures of their papers. */
final class NamedModelsTest {
  @Test
  void lenet5HasTheParametersOfEachLayer() {
    ModelSummary summary = ModelSummary.of(NamedModels.lenet5());
    assertThat(summary.rows().stream().map(ModelSummary.Row::parameters).filter(n -> n > 0))
        .containsExactly(156L, 2_416L, 48_120L, 10_164L, 850L);
    assertThat(summary.parameters()).isEqualTo(61_706);
    assertThat(ParameterLayout.of(NamedModels.lenet5()).size()).isEqualTo(61_706);
  }

  @Test
  void fashionCnnAndVggSmallHaveTheirParameters() {
    assertThat(ParameterLayout.of(NamedModels.fashionCnn()).size()).isEqualTo(421_642);
    assertThat(ParameterLayout.of(NamedModels.vggSmall()).size()).isEqualTo(550_570);
  }

  @Test
  void everyNameFindsAModelOfTenClasses() {
    assertThat(NamedModels.names()).containsExactly("lenet5", "fashion-cnn", "vgg-small");
    for (String name : NamedModels.names()) {
      Model model = NamedModels.find(name).orElseThrow();
      assertThat(model.shapes().get(model.onlyOutput()).size()).isEqualTo(10);
    }
    assertThat(NamedModels.find("lenet6")).isEmpty();
  }

  @Test
  void namesOfAStackCountEachKind() {
    assertThat(NamedModels.lenet5().nodes().stream().map(Node::name))
        .containsExactly(
            "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "fc1", "relu3", "fc2", "relu4",
            "fc3");
  }

  @Test
  void vgg16HasItsParametersAndReceptiveField() {
    ModelSummary summary = ModelSummary.of(vgg16());
    assertThat(summary.parameters()).isEqualTo(138_357_544);
    assertThat(row(summary, "conv1").parameters()).isEqualTo(1_792);
    assertThat(row(summary, "pool5").receptiveField()).isEqualTo(212);
    assertThat(row(summary, "pool5").output()).isEqualTo(Shape.of(7, 7, 512));
  }

  @Test
  void twoConvolutionsOfThreeSeeFive() {
    Model model =
        Model.stack(
            Shape.of(9, 9, 1), new Conv2d(1, 3, Padding.SAME), new Conv2d(1, 3, Padding.SAME));
    assertThat(row(ModelSummary.of(model), "conv2").receptiveField()).isEqualTo(5);
  }

  /** Two layers over a line of 9: 1 + 2 + 2 · 2. Over a volume the longest axis counts. */
  @Test
  void receptiveFieldsOfLinesAndVolumesFollowTheSameRule() {
    Conv2d line = new Conv2d(1, List.of(3), Padding.SAME).withStride(2);
    Model two = Model.stack(Shape.of(9, 1), line, line);
    assertThat(row(ModelSummary.of(two), "conv2").receptiveField()).isEqualTo(7);
    Model volume = Model.stack(Shape.of(6, 6, 6, 1), new Conv2d(1, List.of(1, 5, 3), Padding.SAME));
    assertThat(row(ModelSummary.of(volume), "conv1").receptiveField()).isEqualTo(5);
  }

  @Test
  void theLayoutHasNoGaps() {
    ParameterLayout layout = ParameterLayout.of(NamedModels.vggSmall());
    int end = 0;
    for (Slot slot : layout.slots()) {
      assertThat(slot.offset()).isEqualTo(end);
      end = slot.end();
    }
    assertThat(end).isEqualTo(layout.size());
  }

  private static ModelSummary.Row row(ModelSummary summary, String name) {
    return summary.rows().stream()
        .filter(row -> row.node().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Model vgg16() {
    List<Layer> layers = new ArrayList<>();
    for (List<Integer> block :
        List.of(
            List.of(64, 64),
            List.of(128, 128),
            List.of(256, 256, 256),
            List.of(512, 512, 512),
            List.of(512, 512, 512))) {
      for (int filters : block) {
        layers.add(new Conv2d(filters, 3, Padding.SAME));
        layers.add(new Relu());
      }
      layers.add(new MaxPool(2));
    }
    layers.addAll(
        List.of(new Dense(4_096), new Relu(), new Dense(4_096), new Relu(), new Dense(1_000)));
    return Model.stack(Shape.of(224, 224, 3), layers.toArray(Layer[]::new));
  }
}
