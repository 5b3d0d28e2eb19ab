package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import org.junit.jupiter.api.Test;

/** Rules that treat weights unlike biases, for ten steps against their papers in double. */
@Seeded
class WeightRulesTest {
  private static final int WEIGHTS = 6;
  private static final int SIZE = 9;
  private static final int STEPS = 10;

  /** What a paper does in a step with one array of parameters. */
  interface Paper {
    void step(int step, double rate, double[] g, double[][] state, double[] p, boolean weights);
  }

  private static void tenStepsFollow(Optimizer optimizer, Paper paper) {
    TestRandom random = new TestRandom(optimizer.text());
    float[] parameters = random.values(SIZE);
    float[] state = new float[optimizer.stateSize(SIZE)];
    double[] weights = doubles(parameters, 0, WEIGHTS);
    double[] others = doubles(parameters, WEIGHTS, SIZE);
    double[][] weightState = new double[2][WEIGHTS];
    double[][] otherState = new double[2][SIZE - WEIGHTS];
    for (int step = 1; step <= STEPS; step++) {
      float rate = step <= STEPS / 2 ? optimizer.rate() : optimizer.rate() / 2;
      float[] gradient = random.values(SIZE);
      float[] before = gradient.clone();
      optimizer.step(step, rate, gradient, state, parameters, new ParameterRange(0, WEIGHTS, true));
      optimizer.step(
          step, rate, gradient, state, parameters, new ParameterRange(WEIGHTS, SIZE, false));
      assertThat(gradient).isEqualTo(before);
      paper.step(step, rate, doubles(gradient, 0, WEIGHTS), weightState, weights, true);
      paper.step(step, rate, doubles(gradient, WEIGHTS, SIZE), otherState, others, false);
      for (int i = 0; i < SIZE; i++) {
        double expected = i < WEIGHTS ? weights[i] : others[i - WEIGHTS];
        assertThat((double) parameters[i])
            .as("step %d, parameter %d", step, i)
            .isCloseTo(expected, within(3e-6 * (1 + Math.abs(expected))));
      }
    }
  }

  private static double[] doubles(float[] values, int from, int to) {
    double[] result = new double[to - from];
    for (int i = from; i < to; i++) {
      result[i - from] = values[i];
    }
    return result;
  }

  @Test
  void adamWithDecoupledDecay() {
    tenStepsFollow(
        new AdamW(new Adam(0.05f), 0.3f),
        (t, rate, g, state, p, weights) -> {
          for (int i = 0; i < p.length; i++) {
            state[0][i] = 0.9 * state[0][i] + 0.1 * g[i];
            state[1][i] = 0.999 * state[1][i] + 0.001 * g[i] * g[i];
            double mean = state[0][i] / (1 - Math.pow(0.9, t));
            double square = state[1][i] / (1 - Math.pow(0.999, t));
            p[i] -= rate * (mean / (Math.sqrt(square) + 1e-8) + (weights ? 0.3 * p[i] : 0));
          }
        });
  }

  @Test
  void layerWiseAdaptiveRates() {
    tenStepsFollow(
        new Lars(20f, 0.9f, 0.01f),
        (t, rate, g, state, p, weights) -> {
          double trust = weights ? 0.001 * norm(p) / (norm(g) + 0.01 * norm(p)) : 1;
          double decay = weights ? 0.01 : 0;
          for (int i = 0; i < p.length; i++) {
            double change = g[i] + decay * p[i];
            state[0][i] = 0.9 * state[0][i] + rate * trust * change;
            p[i] -= state[0][i];
          }
        });
  }

  private static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  @Test
  void weightsOfNormZeroMoveByThePlainRate() {
    float[] parameters = {0, 0};
    new Lars(0.5f, 0, 0.1f).step(1, 0.5f, new float[] {1, -2}, new float[2], parameters);
    assertThat(parameters).containsExactly(-0.5f, 1f);
  }

  @Test
  void aGradientOfZeroShrinksWeightsByTheDecayAlone() {
    float[] parameters = {1, 1};
    float[] state = new float[4];
    AdamW rule = new AdamW(new Adam(0.5f), 0.25f);
    rule.step(1, 0.5f, new float[2], state, parameters, new ParameterRange(0, 1, true));
    rule.step(1, 0.5f, new float[2], state, parameters, new ParameterRange(1, 2, false));
    assertThat(parameters).containsExactly(0.875f, 1f);
  }
}
