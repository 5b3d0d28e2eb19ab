package dev.convoy.layer;

import static dev.convoy.layer.OnnxTensors.EXAMPLES;
import static dev.convoy.layer.OnnxTensors.assertAgrees;
import static dev.convoy.layer.OnnxTensors.concat;
import static dev.convoy.layer.OnnxTensors.images;
import static dev.convoy.layer.OnnxTensors.ints;
import static dev.convoy.layer.OnnxTensors.pads;
import static dev.convoy.layer.OnnxTensors.weightTensor;
import static dev.convoy.layer.OnnxTensors.windowAttributes;
import static dev.convoy.layer.RandomGeometry.fits;
import static dev.convoy.layer.RandomGeometry.padding;
import static dev.convoy.layer.RandomGeometry.randomShape;
import static dev.convoy.layer.RandomGeometry.sizes;
import static dev.convoy.layer.RandomGeometry.taps;

import dev.convoy.layer.OnnxOperator.Tensor;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution and transposed convolution against onnxruntime over random geometries. */
@Seeded
class OnnxConvolutionTest {
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

  private static void assertIsConv(TestRandom random, Conv layer, Shape shape) {
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

  @Tag("slow")
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
              new OutputMargins(
                  padding,
                  stride.stream().map(step -> longer ? random.between(0, step - 1) : 0).toList()),
              groups,
              random.coin());
      if (fits(layer, shape)) {
        return layer;
      }
    }
  }

  private static Conv randomConvolution(TestRandom random, Shape shape, int groups) {
    while (true) {
      int axes = shape.spatial().size();
      List<Integer> kernel = sizes(random, axes, 5);
      List<Integer> stride = sizes(random, axes, 4);
      List<Integer> dilation = sizes(random, axes, 3);
      int filters = groups * random.between(1, groups == 1 ? 20 : 4);
      Padding padding = padding(random, axes, 3);
      Conv layer = new Conv(filters, kernel, stride, dilation, padding, groups, random.coin());
      if (fits(layer, shape)) {
        return layer;
      }
    }
  }
}
