package dev.convoy.layer;

import static dev.convoy.layer.OnnxTensors.EXAMPLES;
import static dev.convoy.layer.OnnxTensors.assertAgrees;
import static dev.convoy.layer.OnnxTensors.assertClose;
import static dev.convoy.layer.OnnxTensors.concat;
import static dev.convoy.layer.OnnxTensors.images;
import static dev.convoy.layer.OnnxTensors.joined;
import static dev.convoy.layer.OnnxTensors.pads;
import static dev.convoy.layer.OnnxTensors.windowAttributes;
import static dev.convoy.layer.RandomGeometry.fits;
import static dev.convoy.layer.RandomGeometry.padding;
import static dev.convoy.layer.RandomGeometry.randomShape;
import static dev.convoy.layer.RandomGeometry.sizes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.layer.OnnxOperator.Tensor;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers against onnxruntime over random geometries of one, two and three dimensions. */
@Seeded
class OnnxOracleTest {
  private static final int GEOMETRIES = 60;
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
  void maxPoolingIsMaxPool(int geometry) {
    TestRandom random = new TestRandom("max " + geometry);
    Shape shape = randomShape(random, geometry, random.between(1, 9));
    List<Integer> size = windowSizes(random, shape, 4);
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
    List<Integer> size = windowSizes(random, shape, 4);
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
        Arguments.of(new Gelu(), "Gelu", Map.of()),
        Arguments.of(new Gelu(Gelu.Approximation.TANH), "Gelu", Map.of("approximate", "tanh")),
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

  @Test
  void reluWithABoundIsClip() {
    TestRandom random = new TestRandom("clip");
    Shape shape = Shape.of(5, 4, 7);
    LayerRun run = LayerRun.of(new Relu6(), false, EXAMPLES, shape);
    float[] x = scaled(10, random.values(EXAMPLES * shape.size()));
    try (OnnxOperator onnx = new OnnxOperator("Clip", 3, Map.of())) {
      Tensor least = new Tensor(new float[] {0}, List.of());
      Tensor most = new Tensor(new float[] {6}, List.of());
      Tensor y = onnx.run(images(x, shape), least, most);
      assertAgrees(new Relu6(), run, run.forward(NONE, x), y);
    }
  }

  @Test
  void swishIsTheInputTimesSigmoid() {
    TestRandom random = new TestRandom("swish");
    float[] x = scaled(10, random.values(EXAMPLES * 300));
    float[] y = LayerRun.of(new Swish(), false, EXAMPLES, Shape.of(300)).forward(NONE, x);
    try (OnnxOperator onnx = new OnnxOperator("Sigmoid", 1, Map.of())) {
      float[] expected = onnx.run(new Tensor(x, List.of(EXAMPLES, 300))).values();
      for (int i = 0; i < x.length; i++) {
        expected[i] *= x[i];
      }
      assertClose(new Swish(), y, expected);
    }
  }

  private static float[] scaled(float scale, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void upsamplingIsResize(int geometry) {
    TestRandom random = new TestRandom("resize " + geometry);
    Shape shape = randomShape(random, geometry, random.between(1, 5));
    boolean nearest = random.coin();
    List<Integer> scale = sizes(random, shape.spatial().size(), 4);
    Upsample layer = new Upsample(scale, nearest ? Upsample.Mode.NEAREST : Upsample.Mode.LINEAR);
    LayerRun run = LayerRun.of(layer, false, EXAMPLES, shape);
    float[] x = random.values(EXAMPLES * shape.size());
    Map<String, Object> attributes =
        nearest
            ? Map.of(
                "mode",
                "nearest",
                "coordinate_transformation_mode",
                "asymmetric",
                "nearest_mode",
                "floor")
            : Map.of("mode", "linear", "coordinate_transformation_mode", "half_pixel");
    List<Integer> factors = joined(1, 1, scale);
    float[] scales = new float[factors.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = factors.get(i);
    }
    try (OnnxOperator onnx = new OnnxOperator("Resize", 3, attributes)) {
      Tensor noRegion = new Tensor(NONE, List.of(0));
      Tensor y = onnx.run(images(x, shape), noRegion, new Tensor(scales, List.of(scales.length)));
      assertAgrees(layer, run, run.forward(NONE, x), y);
    }
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void paddingWithZerosIsPad(int geometry) {
    TestRandom random = new TestRandom("pad " + geometry);
    Shape shape = randomShape(random, geometry, random.between(1, 5));
    int axes = shape.spatial().size();
    List<Integer> amounts = new ArrayList<>();
    int[] pads = new int[2 * (axes + 2)];
    for (int axis = 0; axis < axes; axis++) {
      int length = shape.spatial().get(axis);
      // Not both sides can cut off all there is.
      pads[2 + axis] = random.between(-length / 2, 3);
      pads[axes + 4 + axis] = random.between((1 - length) / 2, 3);
      amounts.add(pads[2 + axis]);
      amounts.add(pads[axes + 4 + axis]);
    }
    ZeroPad layer = new ZeroPad(amounts);
    compare(layer, shape, random, new OnnxOperator("Pad", 1, Map.of("pads", pads)));
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void batchNormAtInferenceIsBatchNormalization(int geometry) {
    TestRandom random = new TestRandom("batch norm " + geometry);
    BatchNorm layer = new BatchNorm(0.9f, random.uniform(1e-5f, 0.1f));
    Shape shape = Shape.of(random.between(1, 9), random.between(1, 9), random.between(1, 40));
    int channels = shape.channels();
    float[] parameters = random.values(4 * channels);
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      float mean = parameters[2 * channels + c];
      variance[c] = random.uniform(0.01f, 2);
      parameters[3 * channels + c] = variance[c] + mean * mean;
    }
    float[] x = random.values(EXAMPLES * shape.size());
    LayerRun run = LayerRun.of(layer, false, EXAMPLES, shape);
    Map<String, Object> attributes = Map.of("epsilon", layer.epsilon());
    try (OnnxOperator operator = new OnnxOperator("BatchNormalization", 5, attributes)) {
      Tensor expected =
          operator.run(
              images(x, shape),
              row(parameters, 0, channels),
              row(parameters, channels, channels),
              row(parameters, 2 * channels, channels),
              row(variance, 0, channels));
      assertAgrees(layer, run, run.forward(parameters, x), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void layerNormIsLayerNormalizationOverTheLastAxis(int geometry) {
    TestRandom random = new TestRandom("layer norm " + geometry);
    LayerNorm layer = new LayerNorm(random.uniform(1e-5f, 0.1f));
    Shape shape = Shape.of(random.between(1, 9), random.between(1, 9), random.between(2, 40));
    int channels = shape.channels();
    float[] parameters = random.values(2 * channels);
    float[] x = random.values(EXAMPLES * shape.size());
    LayerRun run = LayerRun.of(layer, true, EXAMPLES, shape);
    Map<String, Object> attributes = Map.of("epsilon", layer.epsilon(), "axis", -1);
    try (OnnxOperator operator = new OnnxOperator("LayerNormalization", 3, attributes)) {
      Tensor rows = new Tensor(x, List.of(EXAMPLES * shape.positions(), channels));
      Tensor expected =
          operator.run(rows, row(parameters, 0, channels), row(parameters, channels, channels));
      assertClose(layer, run.forward(parameters, x), expected.values());
    }
  }

  /** The operators of this version have no groups, but an instance may have any shape. */
  @ParameterizedTest
  @MethodSource("geometries")
  void groupNormIsInstanceNormalizationOfGroups(int geometry) {
    TestRandom random = new TestRandom("group norm " + geometry);
    GroupNorm layer = new GroupNorm(random.between(1, 6), random.uniform(1e-5f, 0.1f));
    int channels = layer.groups() * random.between(1, 7);
    Shape shape = Shape.of(random.between(1, 9), random.between(2, 9), channels);
    int groups = layer.groups();
    float[] parameters = random.values(2 * channels);
    float[] x = random.values(EXAMPLES * shape.size());
    LayerRun run = LayerRun.of(layer, true, EXAMPLES, shape);
    float[] ones = new float[groups];
    Arrays.fill(ones, 1);
    Map<String, Object> attributes = Map.of("epsilon", layer.epsilon());
    try (OnnxOperator operator = new OnnxOperator("InstanceNormalization", 3, attributes)) {
      Tensor instances =
          new Tensor(images(x, shape).values(), List.of(EXAMPLES, groups, shape.size() / groups));
      float[] expected =
          operator.run(instances, row(ones, 0, groups), row(new float[groups], 0, groups)).values();
      for (int i = 0; i < expected.length; i++) {
        int c = i / shape.positions() % channels;
        expected[i] = parameters[c] * expected[i] + parameters[channels + c];
      }
      assertClose(layer, images(run.forward(parameters, x), shape).values(), expected);
    }
  }

  private static Tensor row(float[] values, int from, int count) {
    return new Tensor(Arrays.copyOfRange(values, from, from + count), List.of(count));
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

  private static List<Integer> windowSizes(TestRandom random, Shape shape, int most) {
    return shape.spatial().stream().map(s -> random.between(1, Math.min(s, most))).toList();
  }

  private static Conv2d asConvolution(List<Integer> size, List<Integer> stride, Padding padding) {
    return new Conv2d(1, size, stride, Collections.nCopies(size.size(), 1), padding, false);
  }
}
