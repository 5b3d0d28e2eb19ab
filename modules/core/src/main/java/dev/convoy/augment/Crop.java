package dev.convoy.augment;

import dev.convoy.random.CounterRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;

/**
 * Pads the image with black on all sides and crops a random part of the original size. This moves
 * the image by −padding … padding positions in both directions.
 *
 * @param padding positions on each side, at least 1, less than the image's height and width
 */
public record Crop(int padding) implements Augmentation {
  static final String NAME = "crop";

  /** Checks the padding. */
  public Crop {
    if (padding < 1) {
      throw new IllegalArgumentException(
          "augment crop: padding " + padding + " must be at least 1");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return NAME + ":" + padding;
  }

  @Override
  public void requireFits(Shape image) {
    ImageForm form = ImageForm.of(image);
    if (padding >= Math.min(form.height(), form.width())) {
      throw new IllegalArgumentException(
          "augment crop: padding "
              + padding
              + " must be less than the height and width of images of "
              + image);
    }
  }

  @Override
  public ImageOperation compile(ImageForm form, float[] mean) {
    int places = 2 * padding + 1;
    return (key, image, scratch) -> {
      int down = (int) (CounterRandom.uniform(key, 0) * places) - padding;
      int right = (int) (CounterRandom.uniform(key, 1) * places) - padding;
      move(form, down, right, image);
    };
  }

  /** Moves an image down and to the right; uncovered positions become black. */
  static void move(ImageForm form, int down, int right, float[] image) {
    int row = form.rowSize();
    int shift = right * form.channels();
    int kept = row - Math.abs(shift);
    // Rows must be read before they are overwritten, so a move down starts at the bottom.
    for (int i = 0; i < form.height(); i++) {
      int to = (down > 0 ? form.height() - 1 - i : i) * row;
      int from = to - down * row;
      if (from < 0 || from >= form.size()) {
        Arrays.fill(image, to, to + row, 0f);
      } else {
        System.arraycopy(image, from + Math.max(0, -shift), image, to + Math.max(0, shift), kept);
        int empty = shift > 0 ? to : to + kept;
        Arrays.fill(image, empty, empty + row - kept, 0f);
      }
    }
  }
}
