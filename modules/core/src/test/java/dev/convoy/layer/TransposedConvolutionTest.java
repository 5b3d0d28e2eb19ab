package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, costs and values of transposed convolution; and that it is the adjoint. */
@Seeded
class TransposedConvolutionTest {
  /** Two inputs, two apart, under a filter of three: the middle gets both ends. */
  @Test
  void aTransposedConvolutionByHand() {
    ConvTranspose layer = new ConvTranspose(1, List.of(3), Padding.VALID).withStride(2);
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(2, 1));
    float[] parameters = {1, 2, 3, 0.5f};
    assertThat(run.forward(parameters, new float[] {10, 100}))
        .containsExactly(10.5f, 20.5f, 130.5f, 200.5f, 300.5f);
    float[] gradient = new float[4];
    assertThat(run.backward(parameters, new float[] {1, 0, 2, 0, 3}, gradient)[0])
        .containsExactly(7, 11);
    assertThat(gradient).containsExactly(210, 0, 320, 6);
  }

  /** ⟨Ax, y⟩ = ⟨x, Aᵀy⟩, with the gradients of both to the last bit. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aTransposedConvolutionIsTheAdjointOfTheConvolution(int groups) {
    TestRandom random = new TestRandom("transposed " + groups);
    List<Integer> kernel = List.of(3, 2);
    List<Integer> stride = List.of(2, 3);
    List<Integer> dilation = List.of(1, 2);
    List<Integer> rest = List.of(1, 1);
    Padding padding = new Padding.Explicit(List.of(1, 0, 2, 1));
    Shape image = Shape.of(7, 10, 2 * groups);
    int filters = 3 * groups;
    LayerRun convolution =
        LayerRun.of(
            new Conv(filters, kernel, stride, dilation, padding, groups, false), true, 1, image);
    ConvTranspose layer =
        new ConvTranspose(
            image.channels(),
            kernel,
            stride,
            dilation,
            new OutputMargins(padding, rest),
            groups,
            false);
    LayerRun transposed = LayerRun.of(layer, true, 1, convolution.outputShape());
    assertThat(convolution.outputShape()).isEqualTo(Shape.of(3, 4, filters));
    assertThat(transposed.outputShape()).isEqualTo(image);

    float[] weights = random.values(6 * 2 * filters);
    float[] x = random.values(image.size());
    float[] y = random.values(convolution.outputSize());
    float[] dw = new float[weights.length];
    float[] transposedDw = new float[weights.length];
    float[] ax = convolution.forward(weights, x);
    float[] aty = transposed.forward(weights, y);
    assertThat(convolution.backward(weights, y, dw)[0]).isEqualTo(aty);
    assertThat(transposed.backward(weights, x, transposedDw)[0]).isEqualTo(ax);
    assertThat(transposedDw).isEqualTo(dw);
    Numbers.assertAgree(
        "⟨Ax, y⟩", Numbers.dot(ax, y), Numbers.dot(x, aty), Numbers.magnitude(ax, y), 1e-6);
  }

  /** Input, kernel, stride, dilation, padding, output padding, output. */
  @ParameterizedTest
  @CsvSource({
    "4, 3, 1, 1, 0, 0, 6",
    "4, 2, 2, 1, 0, 0, 8",
    "4, 4, 2, 1, 1, 0, 8",
    "14, 3, 2, 1, 1, 1, 28",
    "1, 4, 1, 1, 0, 0, 4",
    "3, 2, 3, 1, 0, 2, 10",
    "5, 3, 1, 2, 2, 0, 5"
  })
  void sizesOfTransposedConvolutionsAreThoseOfTheFormula(
      int input, int kernel, int stride, int dilation, int padding, int rest, int output) {
    ConvTranspose layer =
        new ConvTranspose(
            7,
            List.of(kernel),
            List.of(stride),
            List.of(dilation),
            new OutputMargins(Padding.of(padding, 1), List.of(rest)),
            1,
            true);
    assertThat(layer.outputShape(List.of(Shape.of(input, 2)))).isEqualTo(Shape.of(output, 7));
  }

  @Test
  void aTransposedConvolutionWithPaddingSameMultipliesTheSize() {
    for (int kernel = 1; kernel < 6; kernel++) {
      for (int stride = 1; stride < 5; stride++) {
        Layer layer = new ConvTranspose(3, kernel, Padding.SAME).withStride(stride);
        assertThat(layer.outputShape(List.of(Shape.of(4, 5, 2))))
            .isEqualTo(Shape.of(4 * stride, 5 * stride, 3));
      }
    }
  }

  @Test
  void aTransposedConvolutionCostsWhatTheConvolutionDoes() {
    ConvTranspose layer = new ConvTranspose(8, 4, Padding.of(1)).withStride(2).withGroups(2);
    List<Shape> image = List.of(Shape.of(7, 7, 6));
    assertThat(layer.parameters(image).stream().mapToInt(ParameterSpec::size).sum())
        .isEqualTo(16 * 4 * 6 + 8);
    assertThat(layer.multiplyAdds(image)).isEqualTo(49 * 16 * 6 * 4);
    // Every second tap of an axis lies over an output that has an input there.
    assertThat(layer.parameters(image).get(0).role())
        .isEqualTo(new ParameterSpec.Weight(2 * 2 * 3, 16 * 4));
    assertThat(layer.reach(image)).containsOnly(new ReceptiveField(2, 0.5));
  }

  @Test
  void valuesOutOfBoundsAreRefused() {
    List<Integer> one = List.of(1, 1);
    List<Integer> two = List.of(2, 2);
    OutputMargins longer = new OutputMargins(Padding.VALID, List.of(1, 0));
    OutputMargins same = new OutputMargins(Padding.SAME, one);
    assertRefused(
        "convTranspose2d: outputPadding [1, 0] must be at least 0 and below the stride, [1, 1]",
        () -> new ConvTranspose(1, one, one, one, longer, 1, true));
    assertRefused(
        "convTranspose2d: outputPadding [1, 1] must be 0 with padding same",
        () -> new ConvTranspose(1, one, two, one, same, 1, true));
    assertRefused(
        "convTranspose1d: groups 2 must be at least 1 and divide the filters, 3",
        () -> new ConvTranspose(3, List.of(2), Padding.SAME).withGroups(2));
  }

  private static void assertRefused(String message, ThrowingCallable construction) {
    assertThatThrownBy(construction)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
