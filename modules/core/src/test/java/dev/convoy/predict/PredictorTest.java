package dev.convoy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.run.TinyRuns;
import dev.convoy.run.TrainedModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions are what the files of a run say, however they are asked for. */
@Seeded
class PredictorTest {
  private static final int SIZE = 12 * 12;
  private static final int CLASSES = 10;
  private static final int IMAGES = 100;
  private static final float LARGEST = 255f;

  @TempDir private static Path folder;
  private static TrainedModel model;
  private static byte[] images;

  @BeforeAll
  static void train() throws IOException {
    model = TinyRuns.train(folder.resolve("run"), 2);
    TestRandom random = new TestRandom("images");
    images = new byte[IMAGES * SIZE];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) random.between(0, 255);
    }
  }

  @Test
  void theyAreWhatAnIndependentReaderOfTheFilesComputes() throws IOException {
    RunReader reader = new RunReader(folder.resolve("run"));

    float[] probabilities = Predictor.of(model).predict(images, IMAGES);

    for (int image = 0; image < IMAGES; image++) {
      double[] expected =
          reader.probabilities(Arrays.copyOfRange(images, image * SIZE, (image + 1) * SIZE));
      for (int c = 0; c < CLASSES; c++) {
        assertThat(probabilities[image * CLASSES + c])
            .as("image %d, class %d", image, c)
            .isCloseTo((float) expected[c], within(1e-5f));
      }
    }
  }

  @Test
  void floatsOfTheSameImagesGiveTheSameBits() {
    float[] levels = new float[images.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (images[i] & 0xFF) / LARGEST;
    }
    Predictor predictor = Predictor.of(model);

    assertThat(predictor.predict(levels, IMAGES)).isEqualTo(predictor.predict(images, IMAGES));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1000})
  void theBatchSizeChangesNoBit(int batchSize) {
    assertThat(Predictor.of(model).withBatchSize(batchSize).predict(images, IMAGES))
        .isEqualTo(Predictor.of(model).predict(images, IMAGES));
  }

  @Test
  void manyThreadsShareAPredictor() throws Exception {
    Predictor predictor = Predictor.of(model);
    float[] expected = predictor.predict(images, IMAGES);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(() -> predictor.predict(images, IMAGES));
      }
      for (Future<float[]> result : threads.invokeAll(calls)) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void theValuesOfALayerAreItsOutputs() {
    String output = model.model().onlyOutput();
    Predictor logits = Predictor.of(model).reading(output);
    Predictor features = Predictor.of(model).reading("conv1");

    float[] values = logits.predict(images, 1 * IMAGES);

    float[] probabilities = Predictor.of(model).predict(images, IMAGES);
    for (int c = 1; c < CLASSES; c++) {
      double ratio = Math.exp(values[c] - values[0]);
      assertThat((double) probabilities[c] / probabilities[0])
          .isCloseTo(ratio, within(ratio * 1e-4));
    }
    assertThat(features.outputSize()).isEqualTo(SIZE * 4);
    assertThat(features.predict(images, IMAGES))
        .hasSize(IMAGES * SIZE * 4)
        .doesNotContain(Float.NaN);
  }

  @Test
  void aCallAllocatesNothingOnceThereAreBuffers() {
    Predictor predictor = Predictor.of(model);
    float[] to = new float[IMAGES * CLASSES];
    for (int i = 0; i < 50; i++) {
      predictor.predict(images, IMAGES, to);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    for (int i = 0; i < 10; i++) {
      predictor.predict(images, IMAGES, to);
    }

    // a node of the queue of idle plans for each call, and what measuring takes
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4096);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Predictor predictor = Predictor.of(model);

    assertThat(predictor.inputShape().sizes()).containsExactly(12, 12, 1);
    assertThat(predictor.outputSize()).isEqualTo(CLASSES);
    assertThat(predictor.predict(new byte[0], 0)).isEmpty();
    assertThatThrownBy(() -> predictor.predict(new byte[SIZE + 1], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images: 145 values must be 1 × 12×12×1, the model's input");
    assertThatThrownBy(() -> predictor.predict(new float[SIZE], 1, new float[9]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("result: 9 values must be at least 1 × 10");
    assertThatThrownBy(() -> predictor.reading("conv2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 'conv2': the model has none; did you mean 'conv1'?");
    assertThatThrownBy(() -> predictor.withBatchSize(0))
        .hasMessage("batch-size 0 must be at least 1");
  }
}
