package dev.convoy.augment;

import dev.convoy.random.CounterRandom;

/**
 * With a given probability, fills a random rectangle with the mean colour of the training data,
 * which is 0 after normalization. Its area is a random share of the image's. Its height is 0.3 to
 * 3.3 times its width, if the image has room for that.
 *
 * <p>Source: Zhong et al., Random Erasing Data Augmentation, 2017.
 *
 * @param probability above 0, at most 1
 * @param largest maximum share of the image's area, at least 0.02 and at most 1
 */
public record Erasing(float probability, float largest) implements Augmentation {
  static final String NAME = "erase";
  static final float USUAL_LARGEST = 0.33f;
  private static final float SMALLEST = 0.02f;

  /** Logarithm of the smallest ratio of height to width, 0.3. */
  private static final double LOGARITHM_OF_FLATTEST = StrictMath.log(0.3);

  /** Checks the bounds. */
  public Erasing {
    Levels.require(NAME, "probability", probability);
    if (!(largest >= SMALLEST && largest <= 1)) {
      throw new IllegalArgumentException(
          "augment erase: largest share " + largest + " must be at least 0.02 and at most 1");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return NAME + ":" + probability + "," + largest;
  }

  @Override
  public ImageOperation compile(ImageForm form, float[] mean) {
    return (key, image, scratch) -> {
      if (CounterRandom.uniform(key, 0) < probability) {
        eraseSomewhere(form, mean, key, image);
      }
    };
  }

  private void eraseSomewhere(ImageForm form, float[] mean, long key, float[] image) {
    double share = SMALLEST + (largest - SMALLEST) * CounterRandom.uniform(key, 1);
    double area = share * form.height() * form.width();
    // The logarithm of the ratio is uniform, so that flat and tall are equally likely.
    double ratio = StrictMath.exp(LOGARITHM_OF_FLATTEST * (2 * CounterRandom.uniform(key, 2) - 1));
    int height = within(form.height(), Math.sqrt(area * ratio));
    int width = within(form.width(), Math.sqrt(area / ratio));
    int top = (int) (CounterRandom.uniform(key, 3) * (form.height() - height + 1));
    int left = (int) (CounterRandom.uniform(key, 4) * (form.width() - width + 1));
    erase(form, mean, new Rectangle(top, left, height, width), image);
  }

  private static int within(int most, double length) {
    return (int) Math.max(1, Math.min(most, Math.round(length)));
  }

  /** A part of an image. */
  record Rectangle(int top, int left, int height, int width) {}

  /** Overwrites a part of the image with one colour. */
  static void erase(ImageForm form, float[] colour, Rectangle part, float[] image) {
    int channels = form.channels();
    for (int y = part.top(); y < part.top() + part.height(); y++) {
      int start = y * form.rowSize() + part.left() * channels;
      int end = start + part.width() * channels;
      for (int c = 0; c < channels; c++) {
        for (int i = start + c; i < end; i += channels) {
          image[i] = colour[c];
        }
      }
    }
  }
}
