package dev.convoy.augment;

/**
 * Adds one random amount to all levels of the image.
 *
 * @param amount maximum change in either direction, above 0 and at most 1
 */
public record Brightness(float amount) implements Augmentation {
  static final String NAME = "brightness";

  /** Checks the amount. */
  public Brightness {
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
    return (key, image, scratch) -> {
      float added = Levels.draw(amount, key, 0);
      for (int i = 0; i < size; i++) {
        image[i] = Levels.cut(image[i] + added);
      }
    };
  }
}
