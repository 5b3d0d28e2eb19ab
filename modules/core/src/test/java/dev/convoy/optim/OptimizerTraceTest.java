package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten steps of every optimizer against its formulas in double, and some worked out by hand. */
@Seeded
class OptimizerTraceTest {
  private static final int SIZE = 7;
  private static final int STEPS = 10;

  /** One coordinate in double: takes a gradient, answers the parameter's change. */
  interface Formula {
    double change(int step, double rate, double gradient, double[] state);
  }

  static Stream<Arguments> optimizers() {
    Formula plain = (t, rate, g, s) -> -rate * g;
    Formula momentum =
        (t, rate, g, s) -> {
          s[0] = 0.9 * s[0] + g;
          return -rate * s[0];
        };
    Formula nesterov =
        (t, rate, g, s) -> {
          s[0] = 0.5 * s[0] + g;
          return -rate * (g + 0.5 * s[0]);
        };
    return Stream.of(
        Arguments.of("sgd:0.1,0", plain),
        Arguments.of("sgd:0.02,0.9", momentum),
        Arguments.of("sgd:0.02,0.5,nesterov", nesterov),
        Arguments.of("rmsprop:0.001,0.75", rmsProp(0.75, 1e-8)),
        Arguments.of("adamw:0.001,0", adam(0.9, 0.999, 1e-8)),
        Arguments.of("adam:0.001", adam(0.9, 0.999, 1e-8)),
        Arguments.of("adam:0.5", adam(0.9, 0.999, 1e-8)));
  }

  private static Formula rmsProp(double decay, double epsilon) {
    return (t, rate, g, s) -> {
      s[0] = decay * s[0] + (1 - decay) * g * g;
      return -rate * g / (Math.sqrt(s[0]) + epsilon);
    };
  }

  private static Formula adam(double beta1, double beta2, double epsilon) {
    return (t, rate, g, s) -> {
      s[0] = beta1 * s[0] + (1 - beta1) * g;
      s[1] = beta2 * s[1] + (1 - beta2) * g * g;
      double mean = s[0] / (1 - Math.pow(beta1, t));
      double square = s[1] / (1 - Math.pow(beta2, t));
      return -rate * mean / (Math.sqrt(square) + epsilon);
    };
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void tenStepsFollowTheFormula(String text, Formula formula) {
    Optimizer optimizer = Optimizers.parse(text);
    TestRandom random = new TestRandom(text);
    float[] parameters = random.values(SIZE);
    double[] expected = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = parameters[i];
    }
    float[] state = new float[optimizer.stateSize(SIZE)];
    double[][] states = new double[SIZE][2];
    for (int step = 1; step <= STEPS; step++) {
      float rate = step <= STEPS / 2 ? optimizer.rate() : optimizer.rate() / 2;
      float[] gradient = random.values(SIZE);
      optimizer.step(step, rate, gradient, state, parameters);
      for (int i = 0; i < SIZE; i++) {
        expected[i] += formula.change(step, rate, gradient[i], states[i]);
        assertThat((double) parameters[i])
            .as("step %d, parameter %d", step, i)
            .isCloseTo(expected[i], within(2e-6 + 2e-5 * rate));
      }
    }
  }

  /** Gradient 1 throughout: velocity 1, 1.5, 1.75; what is exact in binary is exact here. */
  @Test
  void momentumByHand() {
    float[] parameters = {1};
    float[] state = new float[1];
    Sgd sgd = new Sgd(0.5f, 0.5f);
    float[] expected = {0.5f, -0.25f, -1.125f};
    for (int step = 1; step <= 3; step++) {
      sgd.step(step, 0.5f, new float[] {1}, state, parameters);
      assertThat(parameters[0]).isEqualTo(expected[step - 1]);
    }
    assertThat(state[0]).isEqualTo(1.75f);
  }

  /** Gradient 1 throughout: velocity 1, 1.5, 1.75; moves 1 + v/2: 1.5, 1.75, 1.875, halved. */
  @Test
  void nesterovByHand() {
    float[] parameters = {1};
    float[] state = new float[1];
    Sgd sgd = new Sgd(0.5f, 0.5f, true);
    float[] expected = {0.25f, -0.625f, -1.5625f};
    for (int step = 1; step <= 3; step++) {
      sgd.step(step, 0.5f, new float[] {1}, state, parameters);
      assertThat(parameters[0]).isEqualTo(expected[step - 1]);
    }
  }

  @Test
  void plainSgdByHand() {
    float[] parameters = {1, -2};
    new Sgd(0.25f, 0).step(1, 0.25f, new float[] {2, -4}, new float[0], parameters);
    assertThat(parameters).containsExactly(0.5f, -1f);
  }

  /** The bias corrections cancel in the first step: it is the rate, whatever the gradient. */
  @Test
  void adamsFirstStepIsTheRate() {
    for (float gradient : new float[] {1e-3f, 1, 1000}) {
      float[] parameters = {0, 0};
      new Adam(0.01f).step(1, 0.01f, new float[] {gradient, -gradient}, new float[4], parameters);
      assertThat(parameters[0]).isCloseTo(-0.01f, within(2e-7f));
      assertThat(parameters[1]).isCloseTo(0.01f, within(2e-7f));
    }
  }

  /**
   * m = 0.9·0.1·1 = 0.09, m̂ = 0.09 / 0.19; v = 0.999·0.001 = 0.000999, v̂ = 0.000999 / 0.001999.
   */
  @Test
  void adamsSecondStepByHand() {
    float[] parameters = {0};
    float[] state = new float[2];
    Adam adam = new Adam(1);
    adam.step(1, 1, new float[] {1}, state, parameters);
    assertThat(parameters[0]).isCloseTo(-1f, within(1e-6f));
    adam.step(2, 1, new float[] {0}, state, parameters);
    assertThat(state[0]).isCloseTo(0.09f, within(1e-7f));
    assertThat(state[1]).isCloseTo(0.000999f, within(2e-8f));
    assertThat(parameters[0]).isCloseTo(-1.6700583f, within(2e-5f));
  }

  /** ε stands outside the root: inside it, this step would be a hundred times larger. */
  @Test
  void adamsEpsilonIsAddedToTheRoot() {
    float[] parameters = {0};
    Adam adam = new Adam(1, 0.5f, 0.5f, 1e-2f);
    adam.step(1, 1, new float[] {1e-4f}, new float[2], parameters);
    assertThat(parameters[0]).isCloseTo(-1e-4f / (1e-4f + 1e-2f), within(1e-7f));
  }

  /** v = 1/4, then 7/16: the root of the mean square divides. */
  @Test
  void rmsPropByHand() {
    float[] parameters = {1};
    float[] state = new float[1];
    RmsProp rule = new RmsProp(0.5f, 0.75f);
    rule.step(1, 0.5f, new float[] {1}, state, parameters);
    assertThat(parameters[0]).isCloseTo(0f, within(1e-7f));
    rule.step(2, 0.5f, new float[] {-1}, state, parameters);
    assertThat(state[0]).isEqualTo(0.4375f);
    assertThat(parameters[0]).isCloseTo((float) (0.5 / Math.sqrt(0.4375)), within(1e-6f));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aGradientOfZeroFromRestMovesNothing(String text, Formula formula) {
    Optimizer optimizer = Optimizers.parse(text);
    float[] parameters = {1, -2, 0};
    float[] state = new float[optimizer.stateSize(3)];
    optimizer.step(1, optimizer.rate(), new float[3], state, parameters);
    assertThat(parameters).containsExactly(1, -2, 0);
    assertThat(state).containsOnly(new float[state.length]);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theGradientIsOnlyRead(String text, Formula formula) {
    Optimizer optimizer = Optimizers.parse(text);
    float[] gradient = {1, 2, 3};
    optimizer.step(1, 0.1f, gradient, new float[optimizer.stateSize(3)], new float[3]);
    assertThat(gradient).containsExactly(1, 2, 3);
  }

  /** Adam works on parts of its vectors, and moves numbers about meanwhile. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 2047, 2048, 2049, 5000})
  void adamIsItsFormulaBitForBitAtAnySize(int size) {
    TestRandom random = new TestRandom("adam");
    Adam adam = new Adam(0.01f);
    float[] parameters = random.values(size);
    float[] state = new float[2 * size];
    float[] expected = parameters.clone();
    float[] expectedState = state.clone();
    for (int step = 1; step <= 5; step++) {
      float[] gradient = random.values(size);
      float[] before = gradient.clone();
      adam.step(step, 0.01f, gradient, state, parameters);
      plainAdam(adam, step, before, expectedState, expected);
      assertThat(parameters).isEqualTo(expected);
      assertThat(state).isEqualTo(expectedState);
      assertThat(gradient).isEqualTo(before);
    }
  }

  private static void plainAdam(
      Adam adam, int step, float[] gradient, float[] state, float[] parameters) {
    float correction1 = (float) (1 - StrictMath.pow(adam.beta1(), step));
    float correction2 = (float) (1 - StrictMath.pow(adam.beta2(), step));
    int size = parameters.length;
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      state[i] = Math.fma(adam.beta1(), state[i], (1 - adam.beta1()) * g);
      state[size + i] = Math.fma(adam.beta2(), state[size + i], (1 - adam.beta2()) * g * g);
      float root = (float) Math.sqrt(state[size + i] / correction2);
      parameters[i] -= adam.rate() * (state[i] / correction1) / (root + adam.epsilon());
    }
  }

  @Test
  void theStateIsAsLargeAsTheFormulaNeeds() {
    assertThat(new Sgd(1, 0).stateSize(100)).isZero();
    assertThat(new Sgd(1, 0.5f).stateSize(100)).isEqualTo(100);
    assertThat(new Sgd(1, 0.5f, true).stateSize(100)).isEqualTo(100);
    assertThat(new Adam(1).stateSize(100)).isEqualTo(200);
    assertThat(new AdamW(new Adam(1), 0.1f).stateSize(100)).isEqualTo(200);
    assertThat(new RmsProp(1, 0.5f).stateSize(100)).isEqualTo(100);
    assertThat(new Lars(1, 0.5f, 0).stateSize(100)).isEqualTo(100);
  }
}
