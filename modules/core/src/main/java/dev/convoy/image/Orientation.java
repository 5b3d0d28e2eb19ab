package dev.convoy.image;

/**
 * How a camera was held: EXIF's tag 0x0112, from 1 (upright) to 8. What is malformed counts as
 * upright.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  /** From here on height and width are exchanged. */
  private static final int FIRST_ON_ITS_SIDE = 5;

  private static final int LAST = 8;
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int MOST_ENTRIES = 200;
  private static final int ENTRY_BYTES = 12;

  private Orientation() {}

  static boolean isOnItsSide(int orientation) {
    return orientation >= FIRST_ON_ITS_SIDE;
  }

  /**
   * Reads it.
   *
   * @param tiff the content of EXIF data, from the byte order on
   */
  static int read(HeaderBytes tiff) {
    try {
      boolean little = tiff.startsWith("II");
      if (!little && !tiff.startsWith("MM")) {
        return UPRIGHT;
      }
      long directory = little ? tiff.little32(4) : tiff.big32(4);
      int entries = Math.min(MOST_ENTRIES, short16(tiff, little, directory));
      for (int i = 0; i < entries; i++) {
        long entry = directory + 2 + (long) i * ENTRY_BYTES;
        if (short16(tiff, little, entry) == TAG && short16(tiff, little, entry + 2) == SHORT) {
          int value = short16(tiff, little, entry + 8);
          return value >= UPRIGHT && value <= LAST ? value : UPRIGHT;
        }
      }
      return UPRIGHT;
    } catch (BadImageException e) {
      return UPRIGHT;
    }
  }

  private static int short16(HeaderBytes tiff, boolean little, long at) throws BadImageException {
    return little ? tiff.little16(at) : tiff.big16(at);
  }

  /** Turns pixels upright. */
  static Pixels upright(Pixels image, int orientation) {
    if (orientation == UPRIGHT) {
      return image;
    }
    boolean side = isOnItsSide(orientation);
    int width = side ? image.height() : image.width();
    int height = side ? image.width() : image.height();
    int channels = image.channels();
    byte[] turned = new byte[image.values().length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = source(image, orientation, y, x) * channels;
        int to = (y * width + x) * channels;
        for (int c = 0; c < channels; c++) {
          turned[to + c] = image.values()[from + c];
        }
      }
    }
    return new Pixels(width, height, channels, image.blueFirst(), turned);
  }

  /** The position in the stored image of what is shown at a place. */
  private static int source(Pixels stored, int orientation, int y, int x) {
    int right = stored.width() - 1;
    int bottom = stored.height() - 1;
    int row;
    int column;
    switch (orientation) {
      case 2 -> {
        row = y;
        column = right - x;
      }
      case 3 -> {
        row = bottom - y;
        column = right - x;
      }
      case 4 -> {
        row = bottom - y;
        column = x;
      }
      case 5 -> {
        row = x;
        column = y;
      }
      case 6 -> {
        row = bottom - x;
        column = y;
      }
      case 7 -> {
        row = bottom - x;
        column = right - y;
      }
      default -> {
        row = x;
        column = right - y;
      }
    }
    return row * stored.width() + column;
  }
}
