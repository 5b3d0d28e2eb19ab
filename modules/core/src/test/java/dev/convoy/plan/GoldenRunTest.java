package dev.convoy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.optim.Sgd;
import dev.convoy.random.CounterRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Ten steps of training lenet5 on made-up images, bit for bit. It fails when the mathematics
 * changes: initialization, the order of a sum, a loss, an optimizer. If that was meant, the
 * literals here change in the same commit, and that commit says why.
 */
class GoldenRunTest {
  private static final int STEPS = 10;
  private static final int EXAMPLES = 8;
  private static final int PIXELS = 28 * 28;
  private static final double[] LOSSES = {
    20.640667504861256, 19.66463335282104, 19.04105607566121, 17.997392622393832,
        15.746141983267378,
    16.932798089922603, 14.09479364199416, 13.376570537009387, 11.714971089428717, 8.52961082968368
  };
  private static final String INITIAL_SHA256 =
      "6866144e07cb64d691e26fa53b4efb117f52aeb05d2ba86d29b427d10bdac5f7";
  private static final String FINAL_SHA256 =
      "10a101d312a51b73a946df7b1525503807fc202a4b87b2388c8f9816a0434c71";

  @Test
  void tenStepsOfLenet5AreTheSameBitsAsEver() {
    Model model = NamedModels.lenet5();
    String output = model.onlyOutput();
    Plan plan = Plan.compile(model, Request.training(model), EXAMPLES, new ReferenceKernels());
    float[] parameters = Initializer.HE_NORMAL.initialize(ParameterLayout.of(model), 42);
    assertThat(sha256(parameters)).isEqualTo(INITIAL_SHA256);

    Sgd optimizer = new Sgd(0.02f, 0.9f);
    float[] state = new float[optimizer.stateSize(parameters.length)];
    double[] losses = new double[STEPS];
    for (int step = 1; step <= STEPS; step++) {
      int[] labels = fill(plan.input(model.onlyInput().name()), step);
      float[] gradient = new float[parameters.length];
      plan.forward(parameters, EXAMPLES);
      losses[step - 1] =
          new SoftmaxCrossEntropy()
              .evaluate(
                  EXAMPLES, 10, plan.output(output), labels, EXAMPLES, plan.outputGradient(output));
      plan.backward(parameters, gradient, EXAMPLES);
      optimizer.step(step, optimizer.rate(), gradient, state, parameters);
    }
    assertThat(losses).containsExactly(LOSSES);
    assertThat(sha256(parameters)).isEqualTo(FINAL_SHA256);
  }

  /** Noise with a bright row for each class; learnable, so that the losses fall. */
  private static int[] fill(float[] images, int step) {
    int[] labels = new int[EXAMPLES];
    long key = CounterRandom.key(7, step);
    for (int n = 0; n < EXAMPLES; n++) {
      labels[n] = (int) Math.floorMod(CounterRandom.bits(key, n), 10L);
      for (int i = 0; i < PIXELS; i++) {
        boolean bright = i / 28 == 2 * labels[n] + 4;
        float noise = CounterRandom.uniform(CounterRandom.key(key, n), i);
        images[n * PIXELS + i] = bright ? 1 : 0.25f * noise;
      }
    }
    return labels;
  }

  private static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
