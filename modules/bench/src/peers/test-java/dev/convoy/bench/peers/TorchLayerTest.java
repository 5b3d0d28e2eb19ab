package dev.convoy.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.LayerCase;
import dev.convoy.layer.LayerCases;
import dev.convoy.layer.LayerNorm;
import dev.convoy.layer.LayerRun;
import dev.convoy.model.Model;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer against libtorch, as in training: its output, and the gradients of its inputs and of
 * its parameters. Over the table of cases, so that no layer is left out, and over random
 * geometries.
 */
@Seeded
class TorchLayerTest {
  private static final int EXAMPLES = 3;

  /** Of the root mean square of what is compared: sums of up to some thousand floats. */
  private static final double TOLERANCE = 1e-5;

  @BeforeAll
  static void oneThread() {
    TorchNetwork.useThreads(1);
  }

  /**
   * Without what libtorch cannot tell: which values drop out is drawn from Convoy's own numbers,
   * and of a single channel layer normalization leaves zero, whose gradient is the rounding of
   * libtorch.
   */
  static Stream<LayerCase> cases() {
    return LayerCases.all()
        .filter(one -> !(one.layer() instanceof Dropout dropout && dropout.rate() > 0))
        .filter(one -> !(one.layer() instanceof LayerNorm && one.inputs().get(0).channels() == 1));
  }

  static Stream<LayerCase> randomCases() {
    return RandomLayers.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLayerAndItsGradientsAgree(LayerCase layerCase) throws IOException {
    assertAgrees(layerCase);
  }

  @ParameterizedTest
  @MethodSource("randomCases")
  void inRandomGeometriesToo(LayerCase layerCase) throws IOException {
    assertAgrees(layerCase);
  }

  private static void assertAgrees(LayerCase layerCase) throws IOException {
    TestRandom random = new TestRandom(layerCase.toString());
    Model model = layerCase.model();
    float[] parameters = random.values(layerCase.parameterCount());
    float[][] x = layerCase.inputValues(random, EXAMPLES);
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] dy = random.values(run.outputSize());
    float[] y = run.forward(parameters, x);
    float[] gradient = new float[parameters.length];
    float[][] dx = run.backward(parameters, dy, gradient);

    try (TorchNetwork network = new TorchNetwork(model, parameters)) {
      List<NDArray> inputs = new ArrayList<>();
      for (int i = 0; i < x.length; i++) {
        inputs.add(TorchValues.array(network.manager(), x[i], layerCase.inputs().get(i)));
        inputs.get(i).setRequiresGradient(true);
      }
      JniUtils.setGradMode(true);
      NDArray output = network.forward(inputs, true);
      NDArray seed = TorchValues.array(network.manager(), dy, run.outputShape());
      JniUtils.backward((PtNDArray) output, (PtNDArray) seed, false, false);
      JniUtils.setGradMode(false);

      assertClose(layerCase + ", output", y, TorchValues.values(output, run.outputShape()));
      for (int i = 0; i < x.length; i++) {
        NDArray expected = inputs.get(i).getGradient();
        float[] values = TorchValues.values(expected, layerCase.inputs().get(i));
        assertClose(layerCase + ", gradient of input " + i, dx[i], values);
      }
      Map<String, SafetensorsTensors.Tensor> tensors =
          SafetensorsTensors.read(TorchNetwork.file(model, gradient));
      assertThat(tensors).hasSize(network.gradients().size() + network.statistics().size());
      network
          .gradients()
          .forEach(
              (name, expected) ->
                  assertClose(
                      layerCase + ", gradient of " + name,
                      tensors.get(name).values(),
                      expected.toFloatArray()));
    }
  }

  private static void assertClose(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double squares = 0;
    for (float value : expected) {
      squares += (double) value * value;
    }
    double scale = Math.sqrt(squares / expected.length) + 1e-3;
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("%s, value %d", what, i)
          .isCloseTo(expected[i], within(TOLERANCE * scale));
    }
  }
}
