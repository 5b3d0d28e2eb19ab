package dev.convoy.image;

/**
 * A decoded image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param blueFirst whether of three channels blue is the first and red the last, as decoders leave
 *     them
 * @param values unsigned bytes in height, width, channel order; may be longer
 */
record Pixels(int width, int height, int channels, boolean blueFirst, byte[] values) {
  private static final int COLOURS = 3;

  /** Grey, or red, green, blue. */
  Pixels(int width, int height, int channels, byte[] values) {
    this(width, height, channels, false, values);
  }

  /** The same with so many channels; grey is ITU-R 601-2 luma, rounded as Pillow does. */
  Pixels withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int positions = width * height;
    byte[] changed = new byte[positions * wanted];
    for (int i = 0; i < positions; i++) {
      if (wanted == 1) {
        int at = i * COLOURS;
        int red = values[blueFirst ? at + 2 : at] & 0xFF;
        int blue = values[blueFirst ? at : at + 2] & 0xFF;
        changed[i] = luma(red, values[at + 1] & 0xFF, blue);
      } else {
        int at = i * wanted;
        changed[at] = values[i];
        changed[at + 1] = values[i];
        changed[at + 2] = values[i];
      }
    }
    return new Pixels(width, height, wanted, changed);
  }

  private static byte luma(int red, int green, int blue) {
    return (byte) (red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16);
  }

  /** Exchanges red and blue. */
  static void swapColours(byte[] values, int from, int to) {
    for (int i = from; i < to; i += COLOURS) {
      byte first = values[i];
      values[i] = values[i + 2];
      values[i + 2] = first;
    }
  }
}
