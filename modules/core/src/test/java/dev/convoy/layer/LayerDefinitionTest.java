package dev.convoy.layer;

import static dev.convoy.layer.Numbers.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.CounterRandom;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forward pass of every case against the formula in double. */
@Seeded
class LayerDefinitionTest {
  private static final int EXAMPLES = 2;
  private static final long ONLY_NODE = 0;

  static Stream<LayerCase> cases() {
    return LayerCases.all().filter(layerCase -> layerCase.kind() != LayerCase.Kind.WHOLE_BATCH);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOutputIsWhatTheFormulaSays(LayerCase layerCase) {
    TestRandom random = new TestRandom(layerCase.toString());
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] x = layerCase.inputValues(random, EXAMPLES);
    float[] y = run.forward(parameters, x);

    List<ParameterSpec> specs = layerCase.layer().parameters(layerCase.inputs());
    int weights = specs.isEmpty() ? 0 : specs.get(0).size();
    double[] weight = doubles(parameters, 0, weights);
    double[] bias = doubles(parameters, weights, parameters.length);
    for (int n = 0; n < EXAMPLES; n++) {
      double[][] inputs = new double[x.length][];
      for (int i = 0; i < x.length; i++) {
        int size = layerCase.inputs().get(i).size();
        inputs[i] = doubles(x[i], n * size, (n + 1) * size);
      }
      long key = CounterRandom.key(run.exampleKeys()[n], ONLY_NODE);
      double[] expected =
          Definition.apply(layerCase.layer(), layerCase.inputs(), inputs, weight, bias, key);
      assertThat(expected).hasSize(run.outputShape().size());
      for (int i = 0; i < expected.length; i++) {
        double actual = y[n * expected.length + i];
        assertAgree("value " + i, actual, expected[i], 1 + Math.abs(expected[i]), 2e-6);
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
}
