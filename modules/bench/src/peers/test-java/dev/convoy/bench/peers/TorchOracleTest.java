package dev.convoy.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.bench.Batch;
import dev.convoy.bench.TrainingStep;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.optim.Sgd;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Convoy and libtorch compute the same network. Parameters and gradients are compared through the
 * file that Convoy writes, read by a reader of the test's own.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TorchOracleTest {
  private static final double LOGIT_TOLERANCE = 1e-4;
  private static final double LOSS_TOLERANCE = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-4;

  /**
   * At ten times this rate vgg-small overshoots from this start, and a copy of Convoy that is moved
   * by one rounding leaves the original by 1e-3 in five steps. At this rate both stay within 1e-6.
   */
  private static final Sgd SGD = new Sgd(0.002f, 0.9f);

  private static final int EXAMPLES = 17;
  private static final int STEPS = 5;

  @BeforeAll
  static void one_thread() {
    TorchNetwork.useThreads(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "fashion-cnn", "vgg-small", "resnet20"})
  void the_same_file_gives_the_same_logits(String name) throws IOException {
    try (Case both = new Case(name)) {
      both.convoy.computeGradient();
      float[] expected = both.torch.logits(true);
      float[] logits = both.convoy.logits();
      assertThat(logits).hasSize(EXAMPLES * Batch.CLASSES).hasSameSizeAs(expected);
      for (int i = 0; i < logits.length; i++) {
        assertThat((double) logits[i]).isCloseTo(expected[i], within(LOGIT_TOLERANCE));
      }
      assertThat(both.convoy.loss()).isCloseTo(both.torch.loss(), within(LOSS_TOLERANCE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "fashion-cnn", "vgg-small", "resnet20"})
  void the_gradients_of_a_step_agree(String name) throws IOException {
    try (Case both = new Case(name)) {
      float[] gradient = both.convoy.computeGradient();
      both.torch.computeGradient();
      Map<String, SafetensorsTensors.Tensor> ours =
          SafetensorsTensors.read(TorchNetwork.file(both.model, gradient));
      assertThat(ours.keySet()).containsAll(both.network.gradients().keySet());
      both.network
          .gradients()
          .forEach(
              (tensor, array) -> {
                float[] values = ours.get(tensor).values();
                float[] expected = array.toFloatArray();
                assertThat(values).hasSameSizeAs(expected);
                assertThat(relativeDistance(values, expected))
                    .as(tensor)
                    .isLessThan(GRADIENT_TOLERANCE);
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "fashion-cnn", "vgg-small", "resnet20"})
  void a_few_steps_of_sgd_with_momentum_lower_the_loss_alike(String name) throws IOException {
    try (Case both = new Case(name)) {
      double before = both.torch.loss();
      for (int step = 0; step < STEPS; step++) {
        both.convoy.run();
        both.torch.run();
      }
      both.convoy.computeGradient();
      assertThat(both.convoy.loss()).isLessThan(before);
      assertThat(both.convoy.loss()).isCloseTo(both.torch.loss(), within(LOSS_TOLERANCE));
    }
  }

  /** ‖a − b‖ / ‖b‖. */
  private static double relativeDistance(float[] a, float[] b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      norm += Math.pow(b[i], 2);
    }
    assertThat(norm).isPositive();
    return Math.sqrt(difference / norm);
  }

  /** One model on both sides, with the same parameters and the same batch. */
  private static final class Case implements AutoCloseable {
    final Model model;
    final TrainingStep convoy;
    final TorchNetwork network;
    final TorchStep torch;

    Case(String name) throws IOException {
      model = NamedModels.find(name).orElseThrow();
      float[] parameters = Initializer.HE_NORMAL.initialize(ParameterLayout.of(model), 7);
      Batch batch = Batch.random(model.onlyInput().shape(), EXAMPLES, 11);
      convoy =
          new TrainingStep(
              model,
              parameters,
              batch,
              SGD,
              KernelSelection.select(KernelSelection.AUTO).kernels(),
              Algorithm.DIRECT);
      network = new TorchNetwork(model, parameters);
      torch = new TorchStep(network, batch, SGD);
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
