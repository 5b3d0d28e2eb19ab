package dev.convoy.augment;

/**
 * Multiplies differences from the image's mean by a random factor in 1 − amount … 1 + amount.
 *
 * @param amount above 0, at most 1
 */
public record Contrast(float amount) implements Augmentation {
  static final String NAME = "contrast";

  /** Checks the amount. */
  public Contrast {
    Levels.require(NAME, "amount", amount);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return NAME + ":" + amount;
  }

  @Override
  public ImageOperation compile(ImageForm form, float[] mean) {
    int size = form.size();
    return (key, image, scratch) -> range(1 + Levels.draw(amount, key, 0), image, size);
  }

  /** Multiplies differences from the mean, which is summed in order. */
  static void range(float factor, float[] image, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += image[i];
    }
    float mean = (float) (sum / size);
    for (int i = 0; i < size; i++) {
      image[i] = Levels.cut(mean + factor * (image[i] - mean));
    }
  }
}
