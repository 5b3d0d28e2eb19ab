package dev.convoy.augment;

import dev.convoy.random.CounterRandom;
import java.util.Locale;

/**
 * Mirrors the image with probability ½.
 *
 * @param direction the direction of the flip
 */
public record Flip(Direction direction) implements Augmentation {
  static final String NAME = "flip";
  private static final float PROBABILITY = 0.5f;

  /** The direction of a flip. */
  public enum Direction {
    /** Swaps left and right. */
    HORIZONTAL,
    /** Swaps top and bottom. */
    VERTICAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String text() {
    return NAME + ":" + direction;
  }

  @Override
  public ImageOperation compile(ImageForm form, float[] mean) {
    boolean horizontal = direction == Direction.HORIZONTAL;
    return (key, image, scratch) -> {
      if (CounterRandom.uniform(key, 0) < PROBABILITY) {
        if (horizontal) {
          mirrorRows(form, image);
        } else {
          mirrorColumns(form, image, scratch);
        }
      }
    };
  }

  /** Swaps left and right. */
  static void mirrorRows(ImageForm form, float[] image) {
    int channels = form.channels();
    for (int y = 0; y < form.height(); y++) {
      int left = y * form.rowSize();
      int right = left + form.rowSize() - channels;
      while (left < right) {
        for (int c = 0; c < channels; c++) {
          float level = image[left + c];
          image[left + c] = image[right + c];
          image[right + c] = level;
        }
        left += channels;
        right -= channels;
      }
    }
  }

  /** Swaps top and bottom; {@code scratch} is overwritten. */
  static void mirrorColumns(ImageForm form, float[] image, float[] scratch) {
    int row = form.rowSize();
    System.arraycopy(image, 0, scratch, 0, form.size());
    for (int y = 0; y < form.height(); y++) {
      System.arraycopy(scratch, y * row, image, (form.height() - 1 - y) * row, row);
    }
  }
}
