package dev.convoy.augment;

import dev.convoy.random.CounterRandom;

/**
 * Adds Gaussian noise to each level.
 *
 * @param deviation standard deviation, above 0, at most 1
 */
public record Noise(float deviation) implements Augmentation {
  static final String NAME = "noise";

  /** Checks the deviation. */
  public Noise {
    Levels.require(NAME, "deviation", deviation);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return NAME + ":" + deviation;
  }

  @Override
  public ImageOperation compile(ImageForm form, float[] mean) {
    int size = form.size();
    return (key, image, scratch) -> {
      for (int i = 0; i < size; i++) {
        image[i] = Levels.cut(image[i] + deviation * CounterRandom.nearlyGaussian(key, i));
      }
    };
  }
}
