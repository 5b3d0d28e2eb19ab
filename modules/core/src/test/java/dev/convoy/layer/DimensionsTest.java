package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An axis of length 1 in front changes no bit: a line is a low image, an image a flat volume. */
@Seeded
class DimensionsTest {
  private static final int EXAMPLES = 2;

  /** The sizes of a window over so many axes. */
  private record Form(
      List<Integer> kernel, List<Integer> stride, List<Integer> dilation, Padding padding) {
    static Form random(TestRandom random, int axes) {
      Padding padding =
          switch (random.between(0, 3)) {
            case 0 -> Padding.VALID;
            case 1 -> Padding.SAME;
            case 2 -> Padding.FULL;
            default -> new Padding.Explicit(sizes(random, 2 * axes, 0, 1));
          };
      return new Form(
          sizes(random, axes, 2, 3), sizes(random, axes, 1, 2), sizes(random, axes, 1, 2), padding);
    }

    Form lifted() {
      Padding lifted =
          padding instanceof Padding.Explicit explicit
              ? new Padding.Explicit(before(0, before(0, explicit.amounts())))
              : padding;
      return new Form(before(1, kernel), before(1, stride), before(1, dilation), lifted);
    }

    Layer convolution(int filters, int groups) {
      return new Conv(filters, kernel, stride, dilation, padding, groups, true);
    }

    Layer transposed(int filters, int groups) {
      return new ConvTranspose(filters, kernel, stride, dilation, padding, groups, true);
    }

    Layer maxPool() {
      return new MaxPool(kernel, stride, padding);
    }

    Layer avgPool() {
      return new AvgPool(kernel, stride, padding, true);
    }
  }

  static IntStream geometries() {
    return IntStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void aConvolutionIsThatOfOneAxisMore(int geometry) {
    TestRandom random = new TestRandom("lifted convolution " + geometry);
    int axes = 1 + geometry % 2;
    int groups = random.between(1, 3);
    Form form = Form.random(random, axes);
    Shape shape = new Shape(sizes(random, axes, 5, 8), 2 * groups);
    assertSameBits(
        random,
        form.convolution(3 * groups, groups),
        form.lifted().convolution(3 * groups, groups),
        shape);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void aTransposedConvolutionIsThatOfOneAxisMore(int geometry) {
    TestRandom random = new TestRandom("lifted transposed convolution " + geometry);
    int axes = 1 + geometry % 2;
    int groups = random.between(1, 3);
    Form form = Form.random(random, axes);
    Shape shape = new Shape(sizes(random, axes, 5, 8), 2 * groups);
    assertSameBits(
        random,
        form.transposed(3 * groups, groups),
        form.lifted().transposed(3 * groups, groups),
        shape);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void poolingIsThatOfOneAxisMore(int geometry) {
    TestRandom random = new TestRandom("lifted pooling " + geometry);
    int axes = 1 + geometry % 2;
    Form any = Form.random(random, axes);
    Padding padding = random.coin() ? Padding.SAME : Padding.VALID;
    Form form = new Form(any.kernel, any.stride, any.dilation, padding);
    Shape shape = new Shape(sizes(random, axes, 5, 8), 3);
    assertSameBits(random, form.maxPool(), form.lifted().maxPool(), shape);
    assertSameBits(random, form.avgPool(), form.lifted().avgPool(), shape);
    assertSameBits(random, MaxPool.global(), MaxPool.global(), shape);
    assertSameBits(random, AvgPool.global(), AvgPool.global(), shape);
  }

  private static void assertSameBits(TestRandom random, Layer low, Layer high, Shape shape) {
    LayerRun run = LayerRun.of(low, true, EXAMPLES, shape);
    LayerRun lifted =
        LayerRun.of(high, true, EXAMPLES, new Shape(before(1, shape.spatial()), shape.channels()));
    float[] parameters =
        random.values(low.parameters(List.of(shape)).stream().mapToInt(p -> p.size()).sum());
    float[] x = random.values(EXAMPLES * shape.size());
    float[] dy = random.values(run.outputSize());
    float[] gradient = new float[parameters.length];
    float[] liftedGradient = new float[parameters.length];
    assertThat(lifted.outputShape().spatial()).isEqualTo(before(1, run.outputShape().spatial()));
    assertThat(lifted.forward(parameters, x)).isEqualTo(run.forward(parameters, x));
    assertThat(lifted.backward(parameters, dy, liftedGradient))
        .isDeepEqualTo(run.backward(parameters, dy, gradient));
    assertThat(liftedGradient).isEqualTo(gradient);
  }

  private static List<Integer> sizes(TestRandom random, int count, int least, int most) {
    return IntStream.range(0, count).mapToObj(i -> random.between(least, most)).toList();
  }

  private static List<Integer> before(int first, List<Integer> sizes) {
    List<Integer> all = new ArrayList<>(List.of(first));
    all.addAll(sizes);
    return all;
  }
}
