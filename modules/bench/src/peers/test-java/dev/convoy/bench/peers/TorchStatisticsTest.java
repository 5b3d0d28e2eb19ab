package dev.convoy.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.LayerCase;
import dev.convoy.layer.LayerRun;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Running statistics of batch normalization against libtorch's. PyTorch keeps the variance with the
 * divisor n − 1, Convoy the mean of squares.
 */
@Seeded
class TorchStatisticsTest {
  private static final int EXAMPLES = 6;
  private static final int CHANNELS = 19;
  private static final Shape SHAPE = Shape.of(5, 4, CHANNELS);
  private static final BatchNorm NORM = new BatchNorm(0.7f, 1e-5f);
  private static final double TOLERANCE = 1e-6;

  private final TestRandom random = new TestRandom("statistics");
  private final LayerCase layerCase =
      new LayerCase("", LayerCase.Kind.SMOOTH, NORM, List.of(SHAPE));
  private final float[] parameters = parameters();
  private final float[] x = random.values(EXAMPLES * SHAPE.size());

  @BeforeAll
  static void oneThread() {
    TorchNetwork.useThreads(1);
  }

  /** Weight, bias, running mean, running mean of squares. */
  private float[] parameters() {
    float[] values = random.values(4 * CHANNELS);
    for (int c = 0; c < CHANNELS; c++) {
      values[3 * CHANNELS + c] = 2.5f + values[3 * CHANNELS + c];
    }
    return values;
  }

  @Test
  void theBatchMovesThemAlike() throws IOException {
    LayerRun run = new LayerRun(layerCase, true, EXAMPLES);
    float[] batch = new float[parameters.length];
    run.forward(parameters, x);
    run.backward(parameters, new float[run.outputSize()], batch);
    try (TorchNetwork network = new TorchNetwork(layerCase.model(), parameters)) {
      network.forward(List.of(TorchValues.array(network.manager(), x, SHAPE)), true);
      float[] mean = network.statistics().get("layer." + TorchLayers.MEAN).toFloatArray();
      float[] variance = network.statistics().get("layer." + TorchLayers.VARIANCE).toFloatArray();
      double n = EXAMPLES * SHAPE.positions();
      for (int c = 0; c < CHANNELS; c++) {
        double before = variance(parameters, c);
        double unbiased = variance(batch, c) * n / (n - 1);
        assertThat((double) mean[c])
            .isCloseTo(moved(mean(parameters, c), mean(batch, c)), within(TOLERANCE));
        assertThat((double) variance[c]).isCloseTo(moved(before, unbiased), within(TOLERANCE));
      }
    }
  }

  @Test
  void atInferenceTheyNormalizeAlike() throws IOException {
    LayerRun run = new LayerRun(layerCase, false, EXAMPLES);
    float[] y = run.forward(parameters, x);
    try (TorchNetwork network = new TorchNetwork(layerCase.model(), parameters)) {
      float[] expected =
          TorchValues.values(
              network.forward(List.of(TorchValues.array(network.manager(), x, SHAPE)), false),
              SHAPE);
      for (int i = 0; i < y.length; i++) {
        double tolerance = 10 * TOLERANCE * Math.max(1, Math.abs(expected[i]));
        assertThat((double) y[i]).isCloseTo(expected[i], within(tolerance));
      }
    }
  }

  private static double moved(double running, double batch) {
    return NORM.momentum() * running + (1 - NORM.momentum()) * batch;
  }

  private static double mean(float[] values, int channel) {
    return values[2 * CHANNELS + channel];
  }

  private static double variance(float[] values, int channel) {
    return BatchNorm.variance(values[2 * CHANNELS + channel], values[3 * CHANNELS + channel]);
  }
}
