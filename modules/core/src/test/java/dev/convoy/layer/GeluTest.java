package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The normal distribution behind GELU; that its values are rounded once, ExponentialTest shows. */
class GeluTest {
  private static final float[] NONE = {};

  /** Computed with forty digits; 13 is where a float has few bits left. */
  @ParameterizedTest
  @CsvSource({
    "-13, 6.11716439954988e-39",
    "-6, 9.86587645037698e-10",
    "-3, 0.0013498980316300946",
    "-1, 0.15865525393145705",
    "-0.75, 0.2266273523768682",
    "-0.001, 0.49960105778608893",
    "0, 0.5",
    "0.5, 0.6914624612740131",
    "2.5, 0.9937903346742238"
  })
  void theTailAndItsReferenceAreThoseOfTheNormalDistribution(double x, double probability) {
    assertThat(NormalReference.distribution(x)).isCloseTo(probability, within(1e-13 * probability));
    double tail = tail(x);
    assertThat(x > 0 ? 1 - tail : tail).isCloseTo(probability, within(1e-11 * probability));
  }

  @Test
  void theRelativeErrorOfTheTailIsBelowItsBound() {
    for (int i = 0; i < 28_600; i++) {
      double v = i / 2000.0;
      double exact = NormalReference.distribution(-v);
      assertThat(Math.abs(tail(v) / exact - 1)).as("of " + v).isLessThan(2e-11);
    }
  }

  private static double tail(double x) {
    double[] tails = new double[1];
    NormalTail.tails(1, new double[] {x}, tails, new double[1]);
    return tails[0];
  }

  @Test
  void theDerivativeIsThatOfTheFormula() {
    assertDerivative(
        new Gelu(), x -> NormalReference.distribution(x) + x * NormalReference.density(x));
    double scale = 2 * Math.sqrt(2 / Math.PI);
    assertDerivative(
        new Gelu(Gelu.Approximation.TANH),
        x -> {
          double s = 1 / (1 + Math.exp(-scale * (x + 0.044715 * x * x * x)));
          return s + x * s * (1 - s) * scale * (1 + 3 * 0.044715 * x * x);
        });
    assertDerivative(
        new Swish(),
        x -> {
          double s = 1 / (1 + Math.exp(-x));
          return s + x * s * (1 - s);
        });
  }

  private static void assertDerivative(Layer layer, DoubleUnaryOperator exact) {
    float[] x = new float[8_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 4_000) / 200f;
    }
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(x.length));
    run.forward(NONE, x);
    float[] dx = run.backward(NONE, ones, NONE)[0];
    for (int i = 0; i < x.length; i++) {
      double wanted = exact.applyAsDouble(x[i]);
      double bound = 0.5001 * Math.ulp((float) wanted) + 1e-11;
      assertThat((double) dx[i]).as(layer + " of " + x[i]).isCloseTo(wanted, within(bound));
    }
  }

  /** Differences of a thousandth that the next layer sees. */
  @Test
  void theApproximationIsAnotherFunction() {
    float[] x = {-3, -1, 0, 1, 2};
    assertThat(values(new Gelu(), x)).isNotEqualTo(values(new Gelu(Gelu.Approximation.TANH), x));
    assertThat(new Gelu(Gelu.Approximation.TANH).summary()).isEqualTo("gelu tanh");
  }

  private static float[] values(Layer layer, float... x) {
    return LayerRun.of(layer, false, 1, Shape.of(x.length)).forward(NONE, x);
  }
}
