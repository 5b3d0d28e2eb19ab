package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of exponentials is as good as rounding the exact result once, wherever it is. */
@Seeded
class ExponentialTest {
  private static final float[] NONE = {};

  /** Units in the last place; what is rounded once is off by half of one. */
  private static final double ERROR = 0.5001;

  /** 2 · √(2/π). */
  private static final double SLOPE = 2 * StrictMath.sqrt(2 / StrictMath.PI);

  /** A prime: every exponent, with some four thousand mantissas, of both signs. */
  private static final int STRIDE = 1_999;

  private static final int SIZE = 4_099;

  static Stream<Arguments> curves() {
    float alpha = 0.7f;
    return Stream.of(
        curve(new Tanh(), StrictMath::tanh),
        curve(new Sigmoid(), x -> 1 / (1 + StrictMath.exp(-x))),
        curve(new Swish(), x -> x / (1 + StrictMath.exp(-x))),
        curve(new Gelu(), x -> x * NormalReference.distribution(x)),
        curve(
            new Gelu(Gelu.Approximation.TANH),
            x -> x / (1 + StrictMath.exp(-SLOPE * (x + 0.044715 * x * x * x)))),
        curve(new Elu(1), x -> x > 0 ? x : StrictMath.expm1(x)),
        curve(new Elu(alpha), x -> x > 0 ? x : alpha * StrictMath.expm1(x)));
  }

  private static Arguments curve(Layer layer, DoubleUnaryOperator exact) {
    return Arguments.of(layer, exact);
  }

  @ParameterizedTest
  @MethodSource("curves")
  void theWholeRangeOfFloatsIsRoundedOnce(Layer layer, DoubleUnaryOperator exact) {
    LayerRun run = LayerRun.of(layer, false, 1, Shape.of(SIZE));
    float[] x = new float[SIZE];
    long bits = Integer.MIN_VALUE;
    while (bits <= Integer.MAX_VALUE) {
      for (int i = 0; i < SIZE; i++) {
        float value = Float.intBitsToFloat((int) bits);
        x[i] = Float.isNaN(value) ? 0 : value;
        bits = Math.min(bits + STRIDE, Integer.MAX_VALUE + 1L);
      }
      assertRoundedOnce(x, run.forward(NONE, x), exact);
    }
  }

  /** Where networks live. */
  @ParameterizedTest
  @MethodSource("curves")
  void ordinaryValuesAreRoundedOnce(Layer layer, DoubleUnaryOperator exact) {
    LayerRun run = LayerRun.of(layer, false, 1, Shape.of(SIZE));
    float[] x = new float[SIZE];
    for (int part = 0; part < 100; part++) {
      for (int i = 0; i < SIZE; i++) {
        x[i] = (part * SIZE + i) / (50f * SIZE) * 12 - 12;
      }
      assertRoundedOnce(x, run.forward(NONE, x), exact);
    }
  }

  private static void assertRoundedOnce(float[] x, float[] y, DoubleUnaryOperator exact) {
    for (int i = 0; i < x.length; i++) {
      double wanted = exact.applyAsDouble(x[i]);
      boolean same = y[i] == (float) wanted;
      if (!same && !(Math.abs(y[i] - wanted) <= ERROR * Math.ulp((float) wanted))) {
        assertThat(y[i]).as("of " + x[i]).isEqualTo((float) wanted);
      }
    }
  }

  @Test
  void infinitiesHaveLimitsAndNanStaysNan() {
    float[] x = {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN};
    assertThat(values(new Tanh(), x)).containsExactly(-1, 1, Float.NaN);
    assertThat(values(new Sigmoid(), x)).containsExactly(0, 1, Float.NaN);
    assertThat(values(new Elu(2), x)).containsExactly(-2, Float.POSITIVE_INFINITY, Float.NaN);
    assertThat(values(new Relu6(), x)).containsExactly(0, 6, Float.NaN);
    for (Layer layer : List.of(new Swish(), new Gelu(), new Gelu(Gelu.Approximation.TANH))) {
      assertThat(values(layer, x)).containsExactly(-0f, Float.POSITIVE_INFINITY, Float.NaN);
      assertThat(derivatives(layer, x)).containsExactly(-0f, 1, Float.NaN);
    }
  }

  private static float[] derivatives(Layer layer, float... x) {
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(x.length));
    run.forward(NONE, x);
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    return run.backward(NONE, ones, NONE)[0];
  }

  private static float[] values(Layer layer, float... x) {
    return LayerRun.of(layer, false, 1, Shape.of(x.length)).forward(NONE, x);
  }

  /** Loops without a branch decide as a comparison does, between the smallest numbers too. */
  @Test
  void derivativesOfReluWithABoundChangeExactlyAtItsEnds() {
    float above = Math.nextDown(6f);
    float[] x = {-1, 0, Float.MIN_VALUE, 1, above, 6, Math.nextUp(6f), 1e30f};
    assertThat(derivatives(new Relu6(), x)).containsExactly(0, 0, 1, 1, 1, 0, 0, 0);
  }

  /** Loops without a branch decide as a comparison does, between the smallest numbers too. */
  @Test
  void derivativesChangeExactlyAtZero() {
    float[] x = {-1, -Float.MIN_NORMAL, -0f, 0, Float.MIN_VALUE, Float.MIN_NORMAL, 1, 3e38f};
    float[] dy = {2, 3, 5, 7, 11, 13, 17, 19};
    float slope = 0.3f;
    LayerRun leaky = LayerRun.of(new LeakyRelu(slope), true, 1, Shape.of(x.length));
    LayerRun elu = LayerRun.of(new Elu(slope), true, 1, Shape.of(x.length));
    float[] leakyY = leaky.forward(NONE, x);
    float[] eluY = elu.forward(NONE, x);
    float[] leakyDx = leaky.backward(NONE, dy, NONE)[0];
    float[] eluDx = elu.backward(NONE, dy, NONE)[0];
    for (int i = 0; i < x.length; i++) {
      assertThat(leakyDx[i]).isEqualTo(dy[i] * (leakyY[i] > 0 ? 1 : slope));
      assertThat(eluDx[i]).isEqualTo(dy[i] * (eluY[i] > 0 ? 1 : eluY[i] + slope));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100, 255, 256, 257, 1000})
  void softmaxIsRoundedOnceHoweverManyRowsGoTogether(int channels) {
    int positions = 77;
    float[] x = new TestRandom("softmax").values(positions * channels);
    for (int i = 0; i < x.length; i++) {
      x[i] *= i % 5 == 0 ? 60 : 1;
    }
    float[] y =
        LayerRun.of(new Softmax(), false, 1, Shape.of(positions, channels)).forward(NONE, x);
    for (int p = 0; p < positions; p++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += StrictMath.exp(x[p * channels + c]);
      }
      for (int c = 0; c < channels; c++) {
        int at = p * channels + c;
        double wanted = StrictMath.exp(x[at]) / sum;
        assertThat(Math.abs(y[at] - wanted)).isLessThanOrEqualTo(ERROR * Math.ulp((float) wanted));
      }
    }
  }
}
