package dev.convoy.image;

import java.io.Serializable;
import java.util.Locale;

/**
 * The largest images that are decoded. They are checked before anything is allocated.
 *
 * @param bytes of an encoded image
 * @param pixels width × height of a decoded image
 * @param side width or height of a decoded image
 */
public record ImageLimits(int bytes, long pixels, int side) implements Serializable {
  /** 64 MB, 64 million pixels, sides of 32,768 pixels. */
  public static final ImageLimits STANDARD = new ImageLimits(64 << 20, 64_000_000, 1 << 15);

  /** Checks that all are positive. */
  public ImageLimits {
    if (bytes < 1 || pixels < 1 || side < 1) {
      throw new IllegalArgumentException(
          "limits of images: bytes "
              + bytes
              + ", pixels "
              + pixels
              + " and side "
              + side
              + " must be at least 1");
    }
  }

  /** Why an encoded image is not read. */
  public String tooManyBytes(long length) {
    return String.format(Locale.ROOT, "has %,d bytes, at most %,d are read", length, bytes);
  }
}
