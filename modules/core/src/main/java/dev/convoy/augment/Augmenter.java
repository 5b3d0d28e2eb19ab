package dev.convoy.augment;

import dev.convoy.data.Block;
import dev.convoy.data.Decoder;
import dev.convoy.data.Normalization;
import dev.convoy.random.CounterRandom;
import dev.convoy.random.RandomStream;
import dev.convoy.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns packed examples into the rows of a training batch, augmented and normalized. An image that
 * no step changes has the same bits as without augmentation. It owns memory for one image and
 * allocates nothing per example. Not thread-safe.
 */
public final class Augmenter {
  private final long seed;
  private final Decoder plain;
  private final Decoder levels;
  private final ImageOperation[] operations;
  private final long[] names;
  private final float[] image;
  private final float[] scratch;
  private final float[] means;
  private final float[] deviations;

  /**
   * Makes an augmenter for images of one shape.
   *
   * @param augmentations the steps
   * @param shape the shape of an image
   * @param normalization the normalization, applied after the steps
   * @param seed the random seed
   */
  public Augmenter(
      Augmentations augmentations, Shape shape, Normalization normalization, long seed) {
    augmentations.requireFits(shape);
    int count = augmentations.steps().size();
    int size = count == 0 ? 0 : shape.size();
    this.seed = seed;
    this.plain = new Decoder(normalization);
    this.levels = new Decoder(Normalization.none(shape.channels()));
    this.operations = new ImageOperation[count];
    this.names = new long[count];
    this.image = new float[size];
    this.scratch = new float[size];
    this.means = spread(normalization.mean(), size);
    this.deviations = spread(normalization.deviation(), size);
    float[] mean = spread(normalization.mean(), shape.channels());
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Augmentation step = augmentations.steps().get(i);
      int before = seen.merge(step.name(), 1, Integer::sum) - 1;
      operations[i] = step.compile(ImageForm.of(shape), mean);
      names[i] = CounterRandom.key(step.name().hashCode(), before);
    }
  }

  /** Repeats the channels' values to fill an array of this size. */
  private static float[] spread(List<Float> channels, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = channels.get(i % channels.size());
    }
    return values;
  }

  /**
   * Writes one example's pixels, as {@link Decoder} does.
   *
   * @param block the block that holds the example
   * @param place the example's index in the block
   * @param epoch the epoch, which selects the random numbers
   * @param to the destination, overwritten from {@code at}
   * @param at index at which the row starts
   */
  public void pixels(Block block, int place, int epoch, float[] to, int at) {
    if (operations.length == 0) {
      plain.pixels(block, place, to, at);
      return;
    }
    levels.pixels(block, place, image, 0);
    long key = RandomStream.AUGMENTATION.key(seed, epoch, block.firstPosition() + place);
    for (int i = 0; i < operations.length; i++) {
      operations[i].apply(CounterRandom.key(key, names[i]), image, scratch);
    }
    // Same order of operations as the decoder, so that the bits are the same.
    for (int i = 0; i < image.length; i++) {
      to[at + i] = (image[i] - means[i]) / deviations[i];
    }
  }
}
