package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.kernel.Axis;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Output sizes, padding, costs, and what is said about shapes that do not fit. */
class GeometryGoldenTest {
  private static final List<Integer> ONE = List.of(1, 1);

  /** Input, kernel, stride, padding start and end, output. */
  @ParameterizedTest
  @CsvSource({
    "28, 5, 1, 2, 2, 28",
    "28, 5, 1, 0, 0, 24",
    "227, 11, 4, 0, 0, 55",
    "224, 7, 2, 3, 3, 112",
    "5, 3, 1, 0, 0, 3",
    "7, 2, 2, 0, 0, 3",
    "5, 1, 3, 0, 0, 2",
    "1, 1, 1, 0, 0, 1",
    "3, 3, 5, 0, 0, 1",
    "4, 2, 1, 3, 0, 6"
  })
  void outputSizesAreThoseOfTheFormula(
      int input, int kernel, int stride, int start, int end, int output) {
    assertThat(new Axis(input, kernel, stride, 1, start, end).output()).isEqualTo(output);
  }

  @Test
  void dilationSpreadsTheTaps() {
    Axis axis = new Axis(10, 3, 1, 4, 0, 0);
    assertThat(axis.extent()).isEqualTo(9);
    assertThat(axis.output()).isEqualTo(2);
    assertThat(axis.source(1, 2)).isEqualTo(9);
  }

  /** Input, kernel, stride, expected start, end and output of padding that keeps the size. */
  @ParameterizedTest
  @CsvSource({
    "5, 3, 2, 1, 1, 3",
    "6, 3, 2, 0, 1, 3",
    "4, 1, 2, 0, 0, 2",
    "28, 5, 1, 2, 2, 28",
    "28, 4, 1, 1, 2, 28",
    "7, 2, 4, 0, 0, 2",
    "5, 2, 4, 0, 1, 2",
    "3, 1, 7, 0, 0, 1"
  })
  void samePaddingIsTheCeilingOfInputByStride(
      int input, int kernel, int stride, int start, int end, int output) {
    Axis axis = Padding.SAME.axis(0, input, kernel, stride, 1);
    assertThat(axis.padStart()).isEqualTo(start);
    assertThat(axis.padEnd()).isEqualTo(end);
    assertThat(axis.output()).isEqualTo(output).isEqualTo((input + stride - 1) / stride);
  }

  @Test
  void fullPaddingIsTheExtentLessOneOnBothSides() {
    Axis axis = Padding.FULL.axis(0, 5, 3, 1, 2);
    assertThat(axis.padStart()).isEqualTo(4);
    assertThat(axis.padEnd()).isEqualTo(4);
    assertThat(axis.output()).isEqualTo(9);
  }

  @Test
  void explicitPaddingIsTopBottomLeftRight() {
    Padding padding = new Padding.Explicit(List.of(1, 2, 3, 4));
    assertThat(padding.axis(0, 9, 3, 1, 1)).isEqualTo(new Axis(9, 3, 1, 1, 1, 2));
    assertThat(padding.axis(1, 9, 3, 1, 1)).isEqualTo(new Axis(9, 3, 1, 1, 3, 4));
    assertThat(Padding.sides(2)).containsExactly("top", "bottom", "left", "right");
  }

  /** Every small geometry: the formula equals counting, and the padding equals the table's rule. */
  @Test
  void outputSizesEqualBruteForce() {
    int checked = 0;
    for (Padding padding : List.of(Padding.VALID, Padding.SAME, Padding.FULL, Padding.of(1))) {
      for (int input = 1; input <= 12; input++) {
        for (int kernel = 1; kernel <= 5; kernel++) {
          for (int stride = 1; stride <= 6; stride++) {
            for (int dilation = 1; dilation <= 3; dilation++) {
              checked += assertEqualsBruteForce(padding, input, kernel, stride, dilation);
            }
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(2500);
  }

  private static int assertEqualsBruteForce(
      Padding padding, int input, int kernel, int stride, int dilation) {
    int[] pads = Definition.pads(padding, 0, input, kernel, stride, dilation);
    int outputs = Definition.outputs(input, kernel, stride, dilation, pads[0], pads[1]);
    String what = padding + " " + input + " " + kernel + " " + stride + " " + dilation;
    if (outputs == 0) {
      assertThatThrownBy(() -> padding.axis(0, input, kernel, stride, dilation))
          .as(what)
          .isInstanceOf(IllegalArgumentException.class);
      return 0;
    }
    Axis axis = padding.axis(0, input, kernel, stride, dilation);
    assertThat(axis.padStart()).as(what).isEqualTo(pads[0]);
    assertThat(axis.padEnd()).as(what).isEqualTo(pads[1]);
    assertThat(axis.output()).as(what).isEqualTo(outputs);
    return 1;
  }

  @Test
  void parametersAreCountedByTheFormula() {
    assertThat(parameterCount(new Conv(64, 3, Padding.SAME), Shape.of(32, 32, 3))).isEqualTo(1792);
    assertThat(parameterCount(new Conv(6, 5, Padding.of(2)), Shape.of(28, 28, 1))).isEqualTo(156);
    assertThat(parameterCount(new Conv(16, 5, Padding.VALID), Shape.of(14, 14, 6))).isEqualTo(2416);
    Conv groups = new Conv(64, 3, Padding.SAME).withGroups(4);
    assertThat(parameterCount(groups, Shape.of(8, 8, 32))).isEqualTo(9 * 8 * 64 + 64);
    Conv depthwise = new Conv(32, 3, Padding.SAME).withGroups(32);
    assertThat(parameterCount(depthwise, Shape.of(8, 8, 32))).isEqualTo(9 * 32 + 32);
    assertThat(parameterCount(new Dense(120), Shape.of(5, 5, 16))).isEqualTo(48_120);
    assertThat(parameterCount(new Dense(84), Shape.of(1, 1, 120))).isEqualTo(10_164);
    assertThat(parameterCount(new Dense(10), Shape.of(1, 1, 84))).isEqualTo(850);
    assertThat(parameterCount(new Dense(10, false), Shape.of(84))).isEqualTo(840);
    assertThat(parameterCount(new MaxPool(2), Shape.of(4, 4, 3))).isZero();
    Conv line = new Conv(64, List.of(7), Padding.SAME);
    assertThat(parameterCount(line, Shape.of(100, 12))).isEqualTo(7 * 12 * 64 + 64);
    Conv volume = new Conv(8, List.of(3, 3, 3), Padding.SAME);
    assertThat(parameterCount(volume, Shape.of(16, 16, 16, 4))).isEqualTo(27 * 4 * 8 + 8);
    assertThat(volume.multiplyAdds(List.of(Shape.of(16, 16, 16, 4)))).isEqualTo(4096 * 27 * 4 * 8);
  }

  private static ParameterSpec.Role weight(Layer layer, Shape input) {
    return layer.parameters(List.of(input)).get(0).role();
  }

  /** What initialization divides by. */
  @Test
  void fansCountWhatOneValueMeets() {
    Conv convolution = new Conv(16, 5, Padding.VALID);
    assertThat(weight(convolution, Shape.of(14, 14, 6)))
        .isEqualTo(new ParameterSpec.Weight(5 * 5 * 6, 5 * 5 * 16));
    Conv groups = new Conv(24, 5, Padding.VALID).withGroups(3);
    assertThat(weight(groups, Shape.of(9, 9, 6)))
        .isEqualTo(new ParameterSpec.Weight(5 * 5 * 2, 5 * 5 * 8));
    assertThat(weight(new Dense(120), Shape.of(5, 5, 16)))
        .isEqualTo(new ParameterSpec.Weight(400, 120));
  }

  /** Inception: 5×5 filters on 192 channels, directly and through a 1×1 reduction to 16. */
  @Test
  void aReductionSavesMultiplyAdds() {
    Shape image = Shape.of(28, 28, 192);
    Layer direct = new Conv(32, 5, Padding.SAME);
    assertThat(direct.multiplyAdds(List.of(image))).isEqualTo(120_422_400L);
    Layer reduction = new Conv(16, 1, Padding.SAME);
    Layer after = new Conv(32, 5, Padding.SAME);
    Shape reduced = reduction.outputShape(List.of(image));
    assertThat(reduction.multiplyAdds(List.of(image)) + after.multiplyAdds(List.of(reduced)))
        .isEqualTo(12_443_648L);
  }

  /** MobileNet: 3×3 for each channel and a 1×1 after it, instead of 3×3 over all channels. */
  @Test
  void separatingSpaceFromChannelsSavesMultiplyAdds() {
    List<Shape> image = List.of(Shape.of(14, 14, 512));
    Layer full = new Conv(512, 3, Padding.SAME);
    assertThat(full.multiplyAdds(image)).isEqualTo(462_422_016L);
    Layer depthwise = new Conv(512, 3, Padding.SAME).withGroups(512);
    Layer pointwise = new Conv(512, 1, Padding.SAME);
    assertThat(depthwise.multiplyAdds(image)).isEqualTo(903_168L);
    assertThat(pointwise.multiplyAdds(image)).isEqualTo(51_380_224L);
    Layer groups = new Conv(512, 3, Padding.SAME).withGroups(2);
    assertThat(groups.multiplyAdds(image)).isEqualTo(462_422_016L / 2);
  }

  @Test
  void denseCollapsesPositionsAndKeepsDimensions() {
    assertThat(new Dense(7).outputShape(List.of(Shape.of(3, 4, 5)))).isEqualTo(Shape.of(1, 1, 7));
    assertThat(new Dense(7).outputShape(List.of(Shape.of(5)))).isEqualTo(Shape.of(7));
  }

  static Stream<Arguments> misfits() {
    Shape image = Shape.of(7, 7, 1);
    return Stream.of(
        misfit(
            new MaxPool(2),
            "layer 'x' (maxPool 2×2 stride 2×2 padding valid): input is 1×7×7, height: window of"
                + " extent 2 does not fit into 1 padded positions",
            Shape.of(1, 7, 7)),
        misfit(
            new Conv(4, 5, Padding.VALID),
            "layer 'x' (conv2d 4@5×5 stride 1×1 padding valid): input is 9×4×3, width: window of"
                + " extent 5 does not fit into 4 padded positions",
            Shape.of(9, 4, 3)),
        misfit(
            new Conv(4, List.of(3, 3), ONE, List.of(4, 1), Padding.of(0), true),
            "layer 'x' (conv2d 4@3×3 stride 1×1 dilation 4×1 padding 0): input is 7×7×1, height:"
                + " window of extent 9 does not fit into 7 padded positions",
            image),
        misfit(
            new Conv(4, 3, Padding.SAME),
            "layer 'x' (conv2d 4@3×3 stride 1×1 padding same): input is 12, must be height × width"
                + " × channels",
            Shape.of(12)),
        misfit(
            new Conv(4, 3, Padding.SAME).withGroups(2),
            "layer 'x' (conv2d 4@3×3 stride 1×1 padding same groups 2): input is 7×7×1, groups 2"
                + " must divide its channels",
            image),
        misfit(
            new ConvTranspose(4, 3, Padding.of(2)),
            "layer 'x' (convTranspose2d 4@3×3 stride 1×1 padding 2): input is 2×7×1, height: padding"
                + " of 2 and 2 leaves nothing of 4 positions",
            Shape.of(2, 7, 1)),
        misfit(
            new ConvTranspose(4, 3, Padding.VALID).withGroups(2),
            "layer 'x' (convTranspose2d 4@3×3 stride 1×1 padding valid groups 2): input is 7×7×1,"
                + " groups 2 must divide its channels",
            image),
        misfit(
            AvgPool.global(),
            "layer 'x' (avgPool global): input is 12, must have a spatial size before the channels",
            Shape.of(12)),
        misfit(
            new Conv(4, List.of(3), Padding.SAME),
            "layer 'x' (conv1d 4@3 stride 1 padding same): input is 7×7×1, must be length ×"
                + " channels",
            image),
        misfit(
            new MaxPool(List.of(1, 2, 2), List.of(1, 2, 2), Padding.VALID),
            "layer 'x' (maxPool3d 1×2×2 stride 1×2×2 padding valid): input is 7×7×1, must be depth"
                + " × height × width × channels",
            image),
        misfit(
            new Conv(4, List.of(3, 1, 1), Padding.VALID),
            "layer 'x' (conv3d 4@3×1×1 stride 1×1×1 padding valid): input is 2×7×7×1, depth: window"
                + " of extent 3 does not fit into 2 padded positions",
            Shape.of(2, 7, 7, 1)),
        misfit(
            new MaxPool(List.of(2, 2), List.of(1, 1), Padding.of(2)),
            "layer 'x' (maxPool 2×2 stride 1×1 padding 2): input is 7×7×1, padding 2 leaves a"
                + " window with nothing but padding",
            image),
        misfit(
            new AvgPool(
                List.of(2, 2), List.of(1, 1), new Padding.Explicit(List.of(0, 0, 0, 2)), true),
            "layer 'x' (avgPool 2×2 stride 1×1 padding [0,0,0,2], counted): input is 7×7×1, padding"
                + " [0,0,0,2] leaves a window with nothing but padding",
            image),
        misfit(
            new Upsample(List.of(2, 2, 2), Upsample.Mode.NEAREST),
            "layer 'x' (upsample 2×2×2 nearest): input is 7×7×1, scale [2, 2, 2] must be one factor"
                + " or 2",
            image),
        misfit(
            new Upsample(2, Upsample.Mode.LINEAR),
            "layer 'x' (upsample 2 linear): input is 12, must have a spatial size before the"
                + " channels",
            Shape.of(12)),
        misfit(
            new ZeroPad(List.of(1, 2)),
            "layer 'x' (zeroPad 1,2): input is 7×7×1, padding [1, 2] must be one amount or 4: top,"
                + " bottom, left, right",
            image),
        misfit(
            new ZeroPad(List.of(0, 0, -4, -3)),
            "layer 'x' (zeroPad 0,0,-4,-3): input is 7×7×1, width: padding of -4 and -3 leaves"
                + " nothing of 7 positions",
            image),
        misfit(
            new Add(),
            "layer 'x' (add): inputs are 7×7×1 and 7×7×2, must be of one shape",
            image,
            Shape.of(7, 7, 2)),
        misfit(new Add(), "layer 'x' (add): has 1 input, takes at least 2", image),
        misfit(
            new Concat(),
            "layer 'x' (concat): inputs are 7×7×1 and 7×6×1, must have the same spatial sizes",
            image,
            Shape.of(7, 6, 1)),
        misfit(new Concat(), "layer 'x' (concat): has 1 input, takes at least 2", image),
        misfit(new Relu(), "layer 'x' (relu): has 2 inputs, takes exactly 1", image, image),
        misfit(new Dense(3), "layer 'x' (dense 3): has 2 inputs, takes exactly 1", image, image),
        misfit(
            new Dropout(0.5f),
            "layer 'x' (dropout 0.5): has 2 inputs, takes exactly 1",
            image,
            image));
  }

  private static Arguments misfit(Layer layer, String message, Shape... inputs) {
    return Arguments.of(layer, message, inputs);
  }

  /** One line: the layer, the value, the rule. */
  @ParameterizedTest
  @MethodSource("misfits")
  void shapesThatDoNotFitAreRefusedInOneLine(Layer layer, String message, Shape[] shapes) {
    List<Input> inputs =
        IntStream.range(0, shapes.length).mapToObj(i -> new Input("i" + i, shapes[i])).toList();
    Node node = new Node("x", layer, inputs.stream().map(Input::name).toList(), "");
    assertThatThrownBy(() -> new Model(inputs, List.of(node), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void valuesOutOfBoundsAreRefusedWhereTheLayerIsMade() {
    assertRefused("conv2d: filters 0 must be at least 1", () -> new Conv(0, 3, Padding.SAME));
    assertRefused("conv2d: kernel [0, 0] must", () -> new Conv(1, 0, Padding.SAME));
    assertRefused("conv2d: stride [0, 0] must", () -> new Conv(1, 1, Padding.SAME).withStride(0));
    assertRefused(
        "conv2d: dilation [1] must", () -> new Conv(1, ONE, ONE, List.of(1), Padding.VALID, true));
    assertRefused(
        "conv2d: groups 0 must be at least 1 and divide the filters, 4",
        () -> new Conv(4, 3, Padding.SAME).withGroups(0));
    assertRefused(
        "conv2d: groups 3 must be at least 1 and divide the filters, 4",
        () -> new Conv(4, 3, Padding.SAME).withGroups(3));
    assertRefused("maxPool: size [-1, -1] must", () -> new MaxPool(-1));
    assertRefused("avgPool: size [] must", () -> new AvgPool(List.of(), ONE, Padding.VALID, false));
    assertRefused(
        "avgPool: global pooling takes no padding",
        () -> new AvgPool(List.of(), List.of(), Padding.SAME, false));
    assertRefused(
        "upsample: scale [0] must be at least 1", () -> new Upsample(0, Upsample.Mode.LINEAR));
    assertRefused(
        "upsample: scale [] must be 1 to 3 sizes",
        () -> new Upsample(List.of(), Upsample.Mode.LINEAR));
    assertRefused(
        "zeroPad: padding [1, 2, 3] must be one amount or a start and an end for each axis",
        () -> new ZeroPad(List.of(1, 2, 3)));
    assertRefused("dense: units 0 must be at least 1", () -> new Dense(0));
    assertRefused("dropout: rate NaN must be", () -> new Dropout(Float.NaN));
    assertRefused("dropout: rate 1.0 must be", () -> new Dropout(1));
    assertRefused("dropout: rate -0.1 must be", () -> new Dropout(-0.1f));
    assertRefused("leakyRelu: slope 0.0 must be", () -> new LeakyRelu(0));
    assertRefused("leakyRelu: slope 1.0 must be", () -> new LeakyRelu(1));
    assertRefused("leakyRelu: slope NaN must be", () -> new LeakyRelu(Float.NaN));
    assertRefused("elu: alpha 0.0 must be", () -> new Elu(0));
    assertRefused("elu: alpha NaN must be", () -> new Elu(Float.NaN));
    assertRefused("elu: alpha Infinity must be", () -> new Elu(Float.POSITIVE_INFINITY));
    assertRefused("padding [1, 2, 3] must be", () -> new Padding.Explicit(List.of(1, 2, 3)));
    assertRefused("conv: kernel [] must be 1 to 3", () -> new Conv(1, List.of(), Padding.SAME));
    assertRefused(
        "conv: kernel [1, 1, 1, 1] must be 1 to 3 sizes",
        () -> new Conv(1, List.of(1, 1, 1, 1), Padding.SAME));
    assertRefused(
        "conv1d: kernel [0] must be a length of at least 1",
        () -> new Conv(1, List.of(0), Padding.SAME));
    assertRefused(
        "conv1d: padding [2, 2, 2, 2] must be 2 amounts: start, end",
        () -> new Conv(1, List.of(3), Padding.of(2)));
    assertRefused(
        "conv3d: stride [0, 0, 0] must be a depth and a height and a width of at least 1",
        () -> new Conv(1, List.of(3, 1, 1), Padding.SAME).withStride(0));
    assertRefused(
        "maxPool1d: stride [1, 1] must be a length",
        () -> new MaxPool(List.of(2), ONE, Padding.VALID));
    assertRefused(
        "avgPool3d: padding [1, 1] must be 6 amounts: front, back, top, bottom, left, right",
        () -> new AvgPool(List.of(2, 2, 2), List.of(2, 2, 2), Padding.of(1, 1), true));
    assertRefused(
        "maxPool: global pooling takes no padding",
        () -> new MaxPool(List.of(), List.of(), Padding.FULL));
    assertRefused("padding [-1, -1, -1, -1] must be", () -> Padding.of(-1));
  }

  private static void assertRefused(String start, ThrowingCallable construction) {
    assertThatThrownBy(construction)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(start);
  }

  private static int parameterCount(Layer layer, Shape input) {
    return layer.parameters(List.of(input)).stream().mapToInt(ParameterSpec::size).sum();
  }
}
