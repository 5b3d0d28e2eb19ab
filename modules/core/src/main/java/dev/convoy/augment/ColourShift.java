package dev.convoy.augment;

/**
 * Adds a random amount to the levels of each channel, drawn separately for each.
 *
 * @param amount maximum change in either direction, above 0 and at most 1
 */
public record ColourShift(float amount) implements Augmentation {
  static final String NAME = "colour";

  /** Checks the amount. */
  public ColourShift {
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
    int channels = form.channels();
    return (key, image, scratch) -> {
      for (int c = 0; c < channels; c++) {
        float added = Levels.draw(amount, key, c);
        for (int i = c; i < size; i += channels) {
          image[i] = Levels.cut(image[i] + added);
        }
      }
    };
  }
}
