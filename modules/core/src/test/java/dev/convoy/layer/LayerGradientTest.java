package dev.convoy.layer;

import static dev.convoy.layer.Numbers.assertAgree;
import static dev.convoy.layer.Numbers.difference;
import static dev.convoy.layer.Numbers.dot;
import static dev.convoy.layer.Numbers.magnitude;
import static dev.convoy.layer.Numbers.moved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of every layer, in training. */
@Seeded
class LayerGradientTest {
  private static final int EXAMPLES = 3;

  /** Float arithmetic, sums of some hundred products. */
  private static final double ADJOINT_TOLERANCE = 2e-6;

  /** Also the curvature of the function over the step. */
  private static final double DERIVATIVE_TOLERANCE = 1e-3;

  static Stream<LayerCase> linearCases() {
    return LayerCases.linear();
  }

  static Stream<LayerCase> nonlinearCases() {
    return LayerCases.nonlinear();
  }

  static Stream<LayerCase> casesWithParameters() {
    return LayerCases.all().filter(layerCase -> layerCase.parameterCount() > 0);
  }

  static Stream<LayerCase> allCases() {
    return LayerCases.all();
  }

  static Stream<LayerCase> casesOfIndependentExamples() {
    return LayerCases.all().filter(layerCase -> layerCase.kind() != LayerCase.Kind.WHOLE_BATCH);
  }

  @ParameterizedTest
  @MethodSource("linearCases")
  void aLinearLayersGradientIsItsAdjoint(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] x = layerCase.inputValues(random, EXAMPLES);
    float[] y = random.values(run.outputSize());
    float[] gradient = new float[parameters.length];
    float[] ax = run.forward(parameters, x);
    float[][] aty = run.backward(parameters, y, gradient);

    double right = 0;
    double size = magnitude(ax, y);
    for (int i = 0; i < x.length; i++) {
      right += dot(x[i], aty[i]);
      size += magnitude(x[i], aty[i]);
    }
    assertAgree("⟨Ax, y⟩ = ⟨x, Aᵀy⟩", dot(ax, y), right, size, ADJOINT_TOLERANCE);
    if (parameters.length > 0) {
      double weights = dot(parameters, gradient);
      assertAgree("⟨Ax, y⟩ = ⟨w, dw⟩", dot(ax, y), weights, size, ADJOINT_TOLERANCE);
    }
  }

  /** The adjoint test alone would pass a map that is not linear. */
  @ParameterizedTest
  @MethodSource("linearCases")
  void aLinearLayerIsLinear(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] a = layerCase.inputValues(random, EXAMPLES);
    float[][] b = layerCase.inputValues(random, EXAMPLES);
    float[][] combined = new float[a.length][];
    for (int i = 0; i < a.length; i++) {
      combined[i] = moved(a[i], 0.5f, b[i]);
    }
    float[] expected = moved(run.forward(parameters, a), 0.5f, run.forward(parameters, b));
    float[] actual = run.forward(parameters, combined);
    double scale = Math.sqrt(dot(expected, expected) / expected.length) + 1e-3;
    for (int i = 0; i < actual.length; i++) {
      assertAgree("value " + i, actual[i], expected[i], scale, 1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("nonlinearCases")
  void theGradientOfEachInputIsTheDirectionalDerivative(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] x = layerCase.inputValues(random, EXAMPLES);
    float[] dy = random.values(run.outputSize());
    run.forward(parameters, x);
    float[][] gradients = run.backward(parameters, dy, new float[parameters.length]);

    for (int i = 0; i < x.length; i++) {
      float[] direction = random.values(x[i].length);
      float[][] above = x.clone();
      float[][] below = x.clone();
      above[i] = moved(x[i], layerCase.margin(), direction);
      below[i] = moved(x[i], -layerCase.margin(), direction);
      float[] step = difference(above[i], below[i]);
      double change =
          dot(run.forward(parameters, above), dy) - dot(run.forward(parameters, below), dy);
      assertAgree(
          "change along input " + i,
          change,
          dot(gradients[i], step),
          magnitude(gradients[i], step),
          DERIVATIVE_TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("casesWithParameters")
  void theGradientOfTheParametersIsTheDirectionalDerivative(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] x = layerCase.inputValues(random, EXAMPLES);
    float[] dy = random.values(run.outputSize());
    float[] gradient = new float[parameters.length];
    run.forward(parameters, x);
    run.backward(parameters, dy, gradient);

    float[] direction = Arrays.copyOf(random.values(layerCase.trainedCount()), parameters.length);
    float[] above = moved(parameters, layerCase.margin(), direction);
    float[] below = moved(parameters, -layerCase.margin(), direction);
    float[] step = difference(above, below);
    double change = dot(run.forward(above, x), dy) - dot(run.forward(below, x), dy);
    assertAgree(
        "change along the parameters",
        change,
        dot(gradient, step),
        magnitude(gradient, step),
        DERIVATIVE_TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("casesOfIndependentExamples")
  void examplesInABatchAreIndependent(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] x = layerCase.inputValues(random, EXAMPLES);
    LayerRun batch = new LayerRun(layerCase, true, EXAMPLES);
    float[] dy = random.values(batch.outputSize());
    float[] y = batch.forward(parameters, x);
    float[][] dx = batch.backward(parameters, dy, new float[parameters.length]);

    LayerRun single = new LayerRun(layerCase, true, 1);
    for (int n = 0; n < EXAMPLES; n++) {
      single.exampleKeys()[0] = batch.exampleKeys()[n];
      float[][] one = new float[x.length][];
      for (int i = 0; i < x.length; i++) {
        one[i] = example(x[i], n);
      }
      assertThat(single.forward(parameters, one)).isEqualTo(example(y, n));
      float[][] gradients =
          single.backward(parameters, example(dy, n), new float[parameters.length]);
      for (int i = 0; i < x.length; i++) {
        assertThat(gradients[i]).isEqualTo(example(dx[i], n));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("allCases")
  void gradientsOfParametersAreAddedAndThoseOfInputsOverwritten(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] x = layerCase.inputValues(random, EXAMPLES);
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] dy = random.values(run.outputSize());
    float[] once = new float[parameters.length];
    run.forward(parameters, x);
    float[][] first = run.backward(parameters, dy, once);

    float[] start = random.values(parameters.length);
    float[] gradient = start.clone();
    run.forward(parameters, x);
    float[][] second = run.backward(parameters, dy, gradient);
    for (int i = 0; i < gradient.length; i++) {
      double magnitude = 1 + Math.abs(once[i]);
      assertAgree("gradient " + i, gradient[i], (double) start[i] + once[i], magnitude, 1e-5);
    }
    assertThat(second).isDeepEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("casesWithParameters")
  void everyOutputIsComputedAnewFromTheParameters(LayerCase layerCase) {
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] parameters = new float[layerCase.parameterCount()];
    Arrays.fill(parameters, Float.NaN);
    float[][] x = layerCase.inputValues(new TestRandom(layerCase.toString()), EXAMPLES);
    assertThat(run.forward(parameters, x)).containsOnly(Float.NaN);
    Arrays.fill(parameters, 0);
    assertThat(run.forward(parameters, x)).containsOnly(0);
  }

  private static float[] example(float[] batch, int index) {
    int size = batch.length / EXAMPLES;
    return Arrays.copyOfRange(batch, index * size, (index + 1) * size);
  }
}
