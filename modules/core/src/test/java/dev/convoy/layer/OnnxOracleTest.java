package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.layer.OnnxOperator.Tensor;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers against onnxruntime over random geometries of one, two and three dimensions. Ours are
 * height, width, channels; ONNX's are channels, height, width, and its weights are out, in, height,
 * width.
 */
@Seeded
class OnnxOracleTest {
  private static final int GEOMETRIES = 60;
  private static final int EXAMPLES = 2;
  private static final double TOLERANCE = 1e-5;
  private static final float[] NONE = {};

  @BeforeAll
  static void onnxruntimeMustRunHere() {
    Optional<String> refusal = OnnxOperator.refusal();
    Assumptions.assumeTrue(refusal.isEmpty(), () -> refusal.orElse(""));
  }

  static IntStream geometries() {
    return IntStream.range(0, GEOMETRIES);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void convolutionIsConv(int geometry) {
    TestRandom random = new TestRandom("conv " + geometry);
    Shape shape = randomShape(random, geometry, random.between(1, 9));
    assertIsConv(random, randomConvolution(random, shape, 1), shape);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void aConvolutionInGroupsIsConvWithGroup(int geometry) {
    TestRandom random = new TestRandom("groups " + geometry);
    int groups = random.between(2, 8);
    int channels = groups * (geometry % 2 == 0 ? 1 : random.between(1, 4));
    Shape shape = randomShape(random, geometry, channels);
    assertIsConv(random, randomConvolution(random, shape, groups), shape);
  }

  private static void assertIsConv(TestRandom random, Conv2d layer, Shape shape) {
    LayerRun run = LayerRun.of(layer, false, EXAMPLES, shape);
    int taps = taps(layer.kernel());
    int channels = shape.channels() / layer.groups();
    float[] weights = random.values(taps * channels * layer.filters());
    float[] bias = layer.bias() ? random.values(layer.filters()) : NONE;
    float[] x = random.values(EXAMPLES * shape.size());

    Map<String, Object> attributes = windowAttributes(layer.kernel(), layer.stride());
    attributes.put("pads", pads(shape, layer));
    attributes.put("dilations", ints(layer.dilation()));
    attributes.put("group", layer.groups());
    try (OnnxOperator operator = new OnnxOperator("Conv", layer.bias() ? 3 : 2, attributes)) {
      Tensor w = weightTensor(weights, layer.kernel(), channels, layer.filters());
      Tensor b = new Tensor(bias, List.of(bias.length));
      Tensor y =
          layer.bias() ? operator.run(images(x, shape), w, b) : operator.run(images(x, shape), w);
      assertAgrees(layer, run, run.forward(concat(weights, bias), x), y);
    }
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void transposedConvolutionIsConvTranspose(int geometry) {
    TestRandom random = new TestRandom("transposed " + geometry);
    int groups = random.coin() ? 1 : random.between(2, 4);
    Shape shape = randomShape(random, geometry, groups * random.between(1, 5));
    ConvTranspose layer = randomTransposed(random, shape, groups);
    LayerRun run = LayerRun.of(layer, false, EXAMPLES, shape);
    int rows = layer.filters() / groups;
    float[] weights = random.values(taps(layer.kernel()) * rows * shape.channels());
    float[] bias = layer.bias() ? random.values(layer.filters()) : NONE;
    float[] x = random.values(EXAMPLES * shape.size());

    int axes = layer.kernel().size();
    int[] pads = new int[2 * axes];
    int[] rest = ints(layer.outputPadding());
    for (int i = 0; i < axes; i++) {
      int extent = layer.dilation().get(i) * (layer.kernel().get(i) - 1) + 1;
      int step = layer.stride().get(i);
      int output = shape.spatial().get(i) * step;
      int[] pair =
          Definition.pads(
              layer.padding(), i, output, layer.kernel().get(i), step, layer.dilation().get(i));
      pads[i] = pair[0];
      pads[axes + i] = pair[1];
      rest[i] += layer.padding() == Padding.SAME ? Math.max(0, step - extent) : 0;
    }
    Map<String, Object> attributes = windowAttributes(layer.kernel(), layer.stride());
    attributes.put("pads", pads);
    attributes.put("dilations", ints(layer.dilation()));
    attributes.put("group", groups);
    attributes.put("output_padding", rest);
    int inputs = layer.bias() ? 3 : 2;
    try (OnnxOperator operator = new OnnxOperator("ConvTranspose", inputs, attributes)) {
      Tensor w = weightTensor(weights, layer.kernel(), rows, shape.channels());
      Tensor b = new Tensor(bias, List.of(bias.length));
      Tensor y =
          layer.bias() ? operator.run(images(x, shape), w, b) : operator.run(images(x, shape), w);
      assertAgrees(layer, run, run.forward(concat(weights, bias), x), y);
    }
  }

  private static ConvTranspose randomTransposed(TestRandom random, Shape shape, int groups) {
    while (true) {
      int axes = shape.spatial().size();
      List<Integer> stride = sizes(random, axes, 4);
      Padding padding = padding(random, axes, 2);
      boolean longer = padding != Padding.SAME && random.coin();
      ConvTranspose layer =
          new ConvTranspose(
              groups * random.between(1, groups == 1 ? 20 : 4),
              sizes(random, axes, 5),
              stride,
              sizes(random, axes, 3),
              padding,
              stride.stream().map(step -> longer ? random.between(0, step - 1) : 0).toList(),
              groups,
              random.coin());
      if (fits(layer, shape)) {
        return layer;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void maxPoolingIsMaxPool(int geometry) {
    TestRandom random = new TestRandom("max " + geometry);
    Shape shape = randomShape(random, geometry, random.between(1, 9));
    List<Integer> size = sizes(random, shape, 4);
    List<Integer> stride = sizes(random, size.size(), 4);
    MaxPool layer = new MaxPool(size, stride, poolPadding(random, shape, size, stride));
    Map<String, Object> attributes = windowAttributes(size, stride);
    attributes.put("pads", pads(shape, asConvolution(size, stride, layer.padding())));
    compare(layer, shape, random, new OnnxOperator("MaxPool", 1, attributes));
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void averagePoolingIsAveragePool(int geometry) {
    TestRandom random = new TestRandom("average " + geometry);
    Shape shape = randomShape(random, geometry, random.between(1, 9));
    List<Integer> size = sizes(random, shape, 4);
    List<Integer> stride = sizes(random, size.size(), 4);
    boolean countPadding = geometry % 2 == 0;
    AvgPool layer =
        new AvgPool(size, stride, poolPadding(random, shape, size, stride), countPadding);
    Map<String, Object> attributes = windowAttributes(size, stride);
    attributes.put("pads", pads(shape, asConvolution(size, stride, layer.padding())));
    attributes.put("count_include_pad", countPadding ? 1 : 0);
    compare(layer, shape, random, new OnnxOperator("AveragePool", 1, attributes));
  }

  static Stream<Arguments> operators() {
    return Stream.of(
        Arguments.of(AvgPool.global(), "GlobalAveragePool", Map.of()),
        Arguments.of(MaxPool.global(), "GlobalMaxPool", Map.of()),
        Arguments.of(new Relu(), "Relu", Map.of()),
        Arguments.of(new LeakyRelu(0.01f), "LeakyRelu", Map.of("alpha", 0.01f)),
        Arguments.of(new LeakyRelu(0.7f), "LeakyRelu", Map.of("alpha", 0.7f)),
        Arguments.of(new Elu(1), "Elu", Map.of("alpha", 1f)),
        Arguments.of(new Elu(2.5f), "Elu", Map.of("alpha", 2.5f)),
        Arguments.of(new Sigmoid(), "Sigmoid", Map.of()),
        Arguments.of(new Tanh(), "Tanh", Map.of()),
        Arguments.of(new Softmax(), "Softmax", Map.of("axis", 1)));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void aLayerIsItsOperatorOnAnyShape(Layer layer, String operator, Map<String, Object> attributes) {
    TestRandom random = new TestRandom(layer.summary());
    try (OnnxOperator onnx = new OnnxOperator(operator, 1, attributes)) {
      for (int i = 0; i < 12; i++) {
        Shape shape = randomShape(random, i, random.between(1, 20));
        LayerRun run = LayerRun.of(layer, false, EXAMPLES, shape);
        float[] x = random.values(EXAMPLES * shape.size());
        for (int j = 0; j < x.length; j++) {
          x[j] *= i == 0 ? 100 : 4;
        }
        assertAgrees(layer, run, run.forward(NONE, x), onnx.run(images(x, shape)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void denseIsGemm(int geometry) {
    TestRandom random = new TestRandom("gemm " + geometry);
    int inputs = random.between(1, 70);
    Dense layer = new Dense(random.between(1, 40), random.coin());
    LayerRun run = LayerRun.of(layer, false, EXAMPLES, Shape.of(inputs));
    float[] weights = random.values(inputs * layer.units());
    float[] bias = layer.bias() ? random.values(layer.units()) : NONE;
    float[] x = random.values(EXAMPLES * inputs);
    try (OnnxOperator operator = new OnnxOperator("Gemm", layer.bias() ? 3 : 2, Map.of())) {
      Tensor a = new Tensor(x, List.of(EXAMPLES, inputs));
      Tensor w = new Tensor(weights, List.of(inputs, layer.units()));
      Tensor b = new Tensor(bias, List.of(bias.length));
      Tensor y = layer.bias() ? operator.run(a, w, b) : operator.run(a, w);
      assertThat(y.sizes()).containsExactly(EXAMPLES, layer.units());
      assertClose(layer, run.forward(concat(weights, bias), x), y.values());
    }
  }

  private static void compare(
      Layer layer, Shape shape, TestRandom random, OnnxOperator onnxOperator) {
    try (onnxOperator) {
      LayerRun run = LayerRun.of(layer, false, EXAMPLES, shape);
      float[] x = random.values(EXAMPLES * shape.size());
      assertAgrees(layer, run, run.forward(NONE, x), onnxOperator.run(images(x, shape)));
    }
  }

  private static void assertAgrees(Layer layer, LayerRun run, float[] actual, Tensor expected) {
    Shape shape = run.outputShape();
    assertThat(expected.sizes())
        .as(layer.summary())
        .isEqualTo(joined(EXAMPLES, shape.channels(), shape.spatial()));
    assertClose(layer, images(actual, run.outputShape()).values(), expected.values());
  }

  private static void assertClose(Layer layer, float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double squares = 0;
    for (float value : expected) {
      squares += (double) value * value;
    }
    double scale = Math.sqrt(squares / expected.length) + 1e-3;
    for (int i = 0; i < actual.length; i++) {
      Numbers.assertAgree(layer + " at " + i, actual[i], expected[i], scale, TOLERANCE);
    }
  }

  private static Conv2d randomConvolution(TestRandom random, Shape shape, int groups) {
    while (true) {
      int axes = shape.spatial().size();
      List<Integer> kernel = sizes(random, axes, 5);
      List<Integer> stride = sizes(random, axes, 4);
      List<Integer> dilation = sizes(random, axes, 3);
      int filters = groups * random.between(1, groups == 1 ? 20 : 4);
      Padding padding = padding(random, axes, 3);
      Conv2d layer = new Conv2d(filters, kernel, stride, dilation, padding, groups, random.coin());
      if (fits(layer, shape)) {
        return layer;
      }
    }
  }

  private static boolean fits(Layer layer, Shape shape) {
    try {
      layer.outputShape(List.of(shape));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Padding padding(TestRandom random, int axes, int most) {
    return switch (random.between(0, 4)) {
      case 0 -> Padding.VALID;
      case 1 -> Padding.SAME;
      case 2 -> Padding.FULL;
      default ->
          new Padding.Explicit(
              IntStream.range(0, 2 * axes).mapToObj(i -> random.between(0, most)).toList());
    };
  }

  /** Padding that onnxruntime accepts too: less than the window. */
  private static Padding poolPadding(
      TestRandom random, Shape shape, List<Integer> size, List<Integer> stride) {
    while (true) {
      int axes = size.size();
      Padding padding = padding(random, axes, 2);
      int[] pads = pads(shape, asConvolution(size, stride, padding));
      boolean small = IntStream.range(0, pads.length).allMatch(i -> pads[i] < size.get(i % axes));
      if (small && fits(new MaxPool(size, stride, padding), shape)) {
        return padding;
      }
    }
  }

  /** A line, an image or a volume in turn. */
  private static Shape randomShape(TestRandom random, int geometry, int channels) {
    int axes = 1 + geometry % 3;
    return new Shape(sizes(random, axes, axes == 3 ? 7 : 12), channels);
  }

  private static List<Integer> sizes(TestRandom random, int axes, int most) {
    return IntStream.range(0, axes).mapToObj(i -> random.between(1, most)).toList();
  }

  private static int taps(List<Integer> kernel) {
    return kernel.stream().reduce(1, (a, b) -> a * b);
  }

  private static List<Integer> sizes(TestRandom random, Shape shape, int most) {
    return shape.spatial().stream().map(s -> random.between(1, Math.min(s, most))).toList();
  }

  private static Conv2d asConvolution(List<Integer> size, List<Integer> stride, Padding padding) {
    return new Conv2d(1, size, stride, Collections.nCopies(size.size(), 1), padding, false);
  }

  /** All starts, then all ends. */
  private static int[] pads(Shape shape, Conv2d window) {
    int axes = shape.spatial().size();
    int[] pads = new int[2 * axes];
    for (int axis = 0; axis < axes; axis++) {
      int[] pair =
          Definition.pads(
              window.padding(),
              axis,
              shape.spatial().get(axis),
              window.kernel().get(axis),
              window.stride().get(axis),
              window.dilation().get(axis));
      pads[axis] = pair[0];
      pads[axes + axis] = pair[1];
    }
    return pads;
  }

  private static Map<String, Object> windowAttributes(List<Integer> size, List<Integer> stride) {
    return new HashMap<>(Map.of("kernel_shape", ints(size), "strides", ints(stride)));
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** From [example][position][channel] to [example][channel][position]. */
  private static Tensor images(float[] values, Shape shape) {
    float[] result = new float[values.length];
    int positions = shape.positions();
    int channels = shape.channels();
    for (int n = 0; n < EXAMPLES; n++) {
      for (int p = 0; p < positions; p++) {
        for (int c = 0; c < channels; c++) {
          result[(n * channels + c) * positions + p] = values[(n * positions + p) * channels + c];
        }
      }
    }
    return new Tensor(result, joined(EXAMPLES, channels, shape.spatial()));
  }

  /** From [tap][row][column] to [column][row][tap]. */
  private static Tensor weightTensor(float[] weights, List<Integer> kernel, int rows, int columns) {
    int taps = taps(kernel);
    float[] result = new float[weights.length];
    for (int t = 0; t < taps; t++) {
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < columns; k++) {
          result[(k * rows + r) * taps + t] = weights[(t * rows + r) * columns + k];
        }
      }
    }
    return new Tensor(result, joined(columns, rows, kernel));
  }

  private static List<Integer> joined(int first, int second, List<Integer> rest) {
    List<Integer> all = new ArrayList<>(List.of(first, second));
    all.addAll(rest);
    return all;
  }

  private static float[] concat(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
