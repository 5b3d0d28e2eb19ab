package dev.convoy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.layer.Add;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModelTest {
  private static final Input IMAGE = new Input("image", Shape.of(8, 8, 3));

  @Test
  void aNodeReadsTheOneBefore() {
    Model model = model(new Node("a", new Relu()), new Node("b", new Relu()));
    assertThat(model.nodes().get(0).inputs()).containsExactly("image");
    assertThat(model.nodes().get(1).inputs()).containsExactly("a");
    assertThat(model.outputs()).containsExactly("b");
  }

  @Test
  void sharedParametersHaveOneSlot() {
    Layer same = new Conv(3, 3, Padding.SAME);
    Model model =
        model(
            new Node("a", same, List.of(), "shared"),
            new Node("b", same, List.of("image"), "shared"),
            new Node("c", new Add(), "a", "b"));
    ParameterLayout layout = ParameterLayout.of(model);
    assertThat(layout.slots().stream().map(Slot::name))
        .containsExactly("shared.weight", "shared.bias");
    assertThat(layout.slots(model).get("a")).isEqualTo(layout.slots(model).get("b"));
    assertThat(ModelSummary.of(model).parameters()).isEqualTo(layout.size());
  }

  @Test
  void sharedParametersMustFit() {
    assertRefused(
        "layer 'b': shares the parameters 'a' with a layer whose parameters have other shapes",
        new Node("a", new Dense(4)),
        new Node("b", new Dense(5), List.of("image"), "a"));
  }

  @Test
  void runningStatisticsAreNotShared() {
    assertRefused(
        "layer 'b': shares the parameters 'a', but running statistics belong to one layer alone",
        new Node("a", new BatchNorm()),
        new Node("b", new BatchNorm(), List.of("image"), "a"));
  }

  @Test
  void anUnknownInputSuggestsTheNearestName() {
    assertRefused(
        "layer 'sum' (add): input 'imgae' is not a layer or input before it; did you mean 'image'?",
        new Node("sum", new Add(), "image", "imgae"));
  }

  @Test
  void aNodeCannotReadALaterOne() {
    assertRefused(
        "layer 'a' (relu): input 'later' is not a layer or input before it",
        new Node("a", new Relu(), "later"),
        new Node("later", new Relu()));
  }

  @Test
  void namesAreUniqueAndPlain() {
    assertRefused(
        "model: name 'a' is used twice", new Node("a", new Relu()), new Node("a", new Relu()));
    assertRefused("model: name 'image' is used twice", new Node("image", new Relu()));
    for (String name : List.of("", "1a", "a.b", "a b", "ä", "a/b", "a\n")) {
      assertRefused(
          "model: name '" + name + "' must be a letter, then letters, digits, '_' or '-'",
          new Node(name, new Relu(), List.of("image"), "fine"));
    }
    assertRefused(
        "model: name 'a.b' must be a letter, then letters, digits, '_' or '-'",
        new Node("a", new Dense(1), List.of(), "a.b"));
  }

  @Test
  void aLayerThatDoesNotFitIsNamedWithItsInput() {
    assertThatThrownBy(() -> Model.stack(Shape.of(1, 7, 1), new MaxPool(2)))
        .hasMessageStartingWith("layer 'pool1' (maxPool 2×2")
        .hasMessageContaining("input is 1×7×1, height: ");
  }

  @Test
  void anUnknownOutputSuggestsTheNearestName() {
    assertThatThrownBy(
            () ->
                new Model(
                    List.of(IMAGE), List.of(new Node("scores", new Dense(2))), List.of("score")))
        .hasMessage("model: output 'score' is unknown; did you mean 'scores'?");
  }

  @Test
  void anEmptyModelIsRefused() {
    assertRefused("model: needs at least one input and one layer");
  }

  private static Model model(Node... nodes) {
    return new Model(List.of(IMAGE), List.of(nodes), List.of());
  }

  private static void assertRefused(String message, Node... nodes) {
    assertThatThrownBy(() -> model(nodes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
