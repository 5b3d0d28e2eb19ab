package dev.convoy.check;

import dev.convoy.data.Block;
import dev.convoy.data.DataSource;
import dev.convoy.data.Decoder;
import dev.convoy.data.PositionRange;
import dev.convoy.files.Storage;
import dev.convoy.model.Model;
import dev.convoy.random.CounterRandom;
import dev.convoy.random.RandomStream;
import java.io.IOException;

/**
 * A batch of examples in the form of a model's input.
 *
 * @param inputs {@code [example][height][width][channel]}
 * @param labels the class of each example
 */
public record ExampleBatch(float[] inputs, int[] labels) {
  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /**
   * Makes examples with standard normal inputs and labels 0, 1, 2, … in turn. The same seed gives
   * the same examples.
   *
   * @throws IllegalArgumentException if the examples do not fit into one array
   */
  public static ExampleBatch random(Model model, int examples, long seed) {
    int classes = model.shapes().get(model.onlyOutput()).size();
    long key = RandomStream.CHECK_INPUTS.key(seed);
    int size = model.onlyInput().shape().size();
    int most = Integer.MAX_VALUE / size;
    if (examples > most) {
      throw new IllegalArgumentException(
          "examples " + examples + " must be at most " + most + ", with " + size + " inputs each");
    }
    float[] inputs = new float[examples * size];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) CounterRandom.gaussian(key, i);
    }
    int[] labels = new int[examples];
    for (int n = 0; n < examples; n++) {
      labels[n] = n % classes;
    }
    return new ExampleBatch(inputs, labels);
  }

  /**
   * Reads the first examples of a data set in the order for a seed, normalized.
   *
   * @throws IllegalArgumentException if there are fewer examples
   * @throws IOException if the data cannot be read
   */
  public static ExampleBatch first(DataSource source, int examples, long seed, Storage storage)
      throws IOException {
    long most = Math.min(source.summary().size(), source.blockSize());
    if (examples > most) {
      throw new IllegalArgumentException(
          "examples " + examples + " must be at most " + most + ", the first block of the data");
    }
    Block block = Block.read(source, new PositionRange(0, examples), seed, storage);
    Decoder decoder = new Decoder(source.summary().normalization());
    int size = block.shape().size();
    float[] inputs = new float[examples * size];
    for (int n = 0; n < examples; n++) {
      decoder.pixels(block, n, inputs, n * size);
    }
    return new ExampleBatch(inputs, block.labels().clone());
  }
}
