package dev.convoy.layer;

import static dev.convoy.layer.Numbers.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.model.Model;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalization by hand, by its formula, and where it is numerically awkward. */
@Seeded
class NormTest {
  private static final int EXAMPLES = 3;

  static Stream<LayerCase> cases() {
    return LayerCases.all().filter(layerCase -> layerCase.kind() == LayerCase.Kind.WHOLE_BATCH);
  }

  /** Channel 0 has 1, 3, 5, 7: mean 4, mean of squares 21, variance 5; channel 1 is constant. */
  @Test
  void trainingByHand() {
    LayerRun run = LayerRun.of(new BatchNorm(0.9f, 4), true, 2, Shape.of(1, 2, 2));
    float[] parameters = {6, 2, 0.5f, -1, 100, 100, 100, 100};
    float[] x = {1, 9, 3, 9, 5, 9, 7, 9};
    // √(5 + 4) = 3, so 2 · (x − 4) + ½; what is constant gives the bias.
    assertThat(run.forward(parameters, x))
        .containsExactly(-5.5f, -1, -1.5f, -1, 2.5f, -1, 6.5f, -1);

    float[] gradient = new float[8];
    float[] dx = run.backward(parameters, new float[] {9, 1, 0, 2, 0, 3, 0, 6}, gradient)[0];
    // With u = −3, −1, 1, 3: Σdy·u = −27, by 9 and 4 it is −0.75, and the mean of dy is 2.25.
    assertThat(dx[0]).isCloseTo(2 * (9 - 2.25f - 2.25f), within(1e-5f));
    assertThat(dx[2]).isCloseTo(2 * (0 - 2.25f - 0.75f), within(1e-5f));
    assertThat(dx[4]).isCloseTo(2 * (0 - 2.25f + 0.75f), within(1e-5f));
    assertThat(dx[6]).isCloseTo(2 * (0 - 2.25f + 2.25f), within(1e-5f));
    // The other: √(0 + 4) = 2, u = 0; 2/2 · (dy − 3).
    assertThat(new float[] {dx[1], dx[3], dx[5], dx[7]}).containsExactly(-2, -1, 0, 3);
    assertThat(gradient).containsExactly(-9, 0, 9, 12, 4, 9, 21, 81);
  }

  @Test
  void inferenceByHand() {
    LayerRun run = LayerRun.of(new BatchNorm(0.9f, 4), false, 1, Shape.of(2, 2));
    // Variances 29 − 4·4 − … : 21 − 16 = 5, and 80.5 − 81 counts as 0.
    float[] parameters = {6, 2, 0.5f, -1, 4, 9, 21, 80.5f};
    assertThat(run.forward(parameters, new float[] {1, 9, 7, 10}))
        .containsExactly(-5.5f, -1, 6.5f, 0);
    float[] gradient = new float[8];
    assertThat(run.backward(parameters, new float[] {1, 2, 3, 4}, gradient)[0])
        .containsExactly(2, 2, 6, 4);
    assertThat(gradient).containsExactly(2, 2, 4, 6, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOutputAndTheStatisticsAreWhatTheFormulaSays(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    Shape shape = layerCase.inputs().get(0);
    int channels = shape.channels();
    float epsilon = ((BatchNorm) layerCase.layer()).epsilon();
    float[] parameters = random.values(4 * channels);
    float[] x = layerCase.inputValues(random, EXAMPLES)[0];
    double[][] examples = new double[EXAMPLES][shape.size()];
    for (int i = 0; i < x.length; i++) {
      examples[i / shape.size()][i % shape.size()] = x[i];
    }
    double[] weight = doubles(parameters, 0, channels);
    double[] bias = doubles(parameters, channels, channels);
    NormDefinition batch = NormDefinition.of(shape, examples);
    LayerRun training = new LayerRun(layerCase, true, EXAMPLES);
    assertClose(training.forward(parameters, x), batch, examples, weight, bias, epsilon);
    float[] gradient = new float[parameters.length];
    training.backward(parameters, random.values(x.length), gradient);
    for (int c = 0; c < channels; c++) {
      assertAgree("mean", gradient[2 * channels + c], batch.mean()[c], 1, 1e-6);
      assertAgree("square", gradient[3 * channels + c], batch.square()[c], 1, 1e-6);
    }
    NormDefinition running =
        new NormDefinition(
            doubles(parameters, 2 * channels, channels),
            doubles(parameters, 3 * channels, channels));
    LayerRun inference = new LayerRun(layerCase, false, EXAMPLES);
    assertClose(inference.forward(parameters, x), running, examples, weight, bias, epsilon);
  }

  private static void assertClose(
      float[] actual,
      NormDefinition norm,
      double[][] x,
      double[] weight,
      double[] bias,
      float epsilon) {
    for (int n = 0; n < x.length; n++) {
      double[] expected = norm.apply(x[n], weight, bias, epsilon);
      for (int i = 0; i < expected.length; i++) {
        double value = actual[n * expected.length + i];
        assertAgree("value " + i, value, expected[i], 1 + Math.abs(expected[i]), 5e-6);
      }
    }
  }

  private static double[] doubles(float[] values, int from, int count) {
    double[] result = new double[count];
    Arrays.setAll(result, i -> values[from + i]);
    return result;
  }

  /** The mean of squares in float would leave nothing of a variance a millionth of it. */
  @ParameterizedTest
  @ValueSource(floats = {0, 10, 1000, -3000})
  void valuesFarFromZeroAreNormalizedAccurately(float offset) {
    Shape shape = Shape.of(32, 32, 1);
    LayerRun run = LayerRun.of(new BatchNorm(), true, 8, shape);
    float[] x = new TestRandom("far").values(8 * shape.size());
    float[] moved = x.clone();
    for (int i = 0; i < x.length; i++) {
      moved[i] += offset;
      x[i] = moved[i] - offset;
    }
    float[] parameters = {1, 0, 0, 1};
    float[] expected = run.forward(parameters, x);
    assertThat(run.forward(parameters, moved)).containsExactly(expected, Offset.offset(1e-3f));
  }

  @Test
  void oneExampleOfOnePositionGivesTheBias() {
    LayerRun run = LayerRun.of(new BatchNorm(), true, 1, Shape.of(3));
    float[] parameters = {5, 6, 7, 1, 2, 3, 0, 0, 0, 1, 1, 1};
    assertThat(run.forward(parameters, new float[] {10, -1e30f, 0.1f})).containsExactly(1, 2, 3);
    float[][] dx = run.backward(parameters, new float[] {1, 1, 1}, new float[12]);
    assertThat(dx[0]).containsExactly(0, 0, 0);
  }

  @Test
  void whoseStatisticsAreNotWantedUsesTheRunningOnesInTraining() {
    Model model = Model.stack(Shape.of(2), new BatchNorm());
    float[] parameters = new TestRandom("frozen").values(8);
    float[] x = {1, 2, 3, 4};
    assertThat(forward(model, parameters, x, true, Set.of("bn1.weight", "bn1.bias")))
        .isEqualTo(forward(model, parameters, x, false, Set.of()))
        .isNotEqualTo(forward(model, parameters, x, true, Set.of("bn1.running_mean")));
  }

  private static float[] forward(
      Model model, float[] parameters, float[] x, boolean training, Set<String> slots) {
    Request request = new Request(model.outputs(), slots, Set.of(), training);
    Plan plan = Plan.compile(model, request, 2, new ReferenceKernels());
    System.arraycopy(x, 0, plan.input("input"), 0, x.length);
    plan.forward(parameters, 2);
    return plan.output("bn1").clone();
  }

  @Test
  void numbersOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> new BatchNorm(1, 1e-5f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchNorm: momentum 1.0 must be at least 0 and below 1");
    for (float epsilon : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new BatchNorm(0.9f, epsilon))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("batchNorm: epsilon " + epsilon + " must be above 0 and finite");
    }
  }

  @Test
  void groupsMustDivideTheChannels() {
    assertThatThrownBy(() -> new GroupNorm(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("groupNorm: groups 0 must be at least 1");
    assertThatThrownBy(() -> Model.stack(Shape.of(4, 4, 6), new GroupNorm(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 'gn1' (groupNorm 4): input is 4×4×6, groups 4 must divide its channels");
  }

  /** The rows 1, 3 and 4, 10: means 2 and 7, variances 1 and 9. */
  @Test
  void layerNormByHand() {
    LayerRun run = LayerRun.of(new LayerNorm(0.25f), true, 1, Shape.of(2, 2));
    float[] y = run.forward(new float[] {1, 2, 0, 10}, new float[] {1, 3, 4, 10});
    float first = (float) (1 / Math.sqrt(1.25));
    float second = (float) (3 / Math.sqrt(9.25));
    assertThat(y)
        .containsExactly(
            new float[] {-first, 10 + 2 * first, -second, 10 + 2 * second}, Offset.offset(1e-6f));
  }

  /** Groups of one channel: 1, 7 with mean 4 and variance 9, and 3, 3 with variance 0. */
  @Test
  void groupNormByHand() {
    LayerRun run = LayerRun.of(new GroupNorm(2, 16), true, 1, Shape.of(2, 2));
    float[] parameters = {10, 2, 0.5f, -1};
    // √(9 + 16) = 5.
    assertThat(run.forward(parameters, new float[] {1, 3, 7, 3}))
        .containsExactly(-5.5f, -1, 6.5f, -1);
  }

  @Test
  void theDefaultsAreThoseOfOnnx() {
    assertThat(new BatchNorm()).isEqualTo(new BatchNorm(0.9f, 1e-5f));
  }
}
