package dev.convoy.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.ConvTranspose;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Upsample;
import dev.convoy.layer.ZeroPad;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes whose product is too large are refused by the rule, before anything is allocated. */
class ImpossibleSizesTest {
  private static final int HUGE = Integer.MAX_VALUE;
  private static final String NO_ARRAY = "do not fit an array";

  static Stream<Arguments> layers() {
    Shape full = Shape.of(16_384, 16_384, 1);
    Shape image = Shape.of(64, 64, 1);
    List<Integer> huge = List.of(HUGE, HUGE);
    List<Integer> one = List.of(1, 1);
    return Stream.of(
        arguments(full, new MaxPool(16_384), "1×1 windows of 16384×16384 look at more than"),
        arguments(full, MaxPool.global(), "1×1 windows of 16384×16384 look at more than"),
        arguments(full, new Conv(1, 3, Padding.SAME), "16384×16384 windows of 3×3 look at more"),
        arguments(image, new Conv(HUGE, 1, Padding.VALID), NO_ARRAY),
        arguments(image, new Conv(1 << 20, 64, Padding.VALID), "weight: the values of"),
        arguments(
            image, new Dense(1 << 30), "weight: the values of [4096, 1073741824] " + NO_ARRAY),
        arguments(image, new Upsample(HUGE, Upsample.Mode.NEAREST), "height would be 137438953408"),
        arguments(image, new Upsample(512, Upsample.Mode.LINEAR), "must have at most 33554432"),
        arguments(image, new ZeroPad(HUGE), "height would be 4294967358"),
        arguments(image, new ZeroPad(16_384), "must have at most 134217728 positions"),
        arguments(
            image,
            new Conv(1, huge, one, huge, Padding.FULL, true),
            "4611686011984936963 positions are more than"),
        arguments(
            image,
            new ConvTranspose(1, one, huge, one, Padding.SAME, 1, true),
            "137438953408 positions are more than"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayerIsRefusedByName(Shape input, Layer layer, String message) {
    assertThatThrownBy(() -> Model.stack(input, layer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layer '")
        .hasMessageContaining(message)
        .hasMessageNotContaining("overflow");
  }

  @Test
  void channelsThatAreJoinedAreCounted() {
    Node joined = new Node("joined", new Concat(), List.of("input", "input"), "");
    List<Input> inputs = List.of(new Input("input", Shape.of(1 << 30)));

    assertThatThrownBy(() -> new Model(inputs, List.of(joined), List.of()))
        .hasMessageContaining("inputs have 2147483648 channels in all, must have at most");
  }

  @Test
  void parametersOfAllLayersAreCounted() {
    Layer[] wide = {new Dense(40_000), new Dense(40_000), new Dense(40_000)};

    assertThatThrownBy(() -> ParameterLayout.of(Model.stack(Shape.of(1), wide)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model: has more than 2147483639 parameters, which do not fit one array");
  }

  @Test
  void aBatchIsCountedWithTheShape() {
    Model model = Model.stack(Shape.of(1 << 10, 1 << 17), new ZeroPad(0));
    Node[] nodes = new Node[64];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new Node("pad" + i, new ZeroPad(0), List.of("input"), "");
    }
    Model many =
        new Model(model.inputs(), List.of(nodes), Stream.of(nodes).map(Node::name).toList());

    assertThatThrownBy(
            () -> Plan.compile(model, Request.inference(model), HUGE, new ReferenceKernels()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("batch-size 2147483647: a buffer of ");
    assertThatThrownBy(
            () -> Plan.memoryBytes(many, Request.inference(many), HUGE, new ReferenceKernels()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("batch-size 2147483647: ");
  }
}
