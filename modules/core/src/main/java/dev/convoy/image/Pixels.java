package dev.convoy.image;

/**
 * A decoded image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param values unsigned bytes in height, width, channel order; may be longer
 */
record Pixels(int width, int height, int channels, byte[] values) {
  private static final int COLOURS = 3;

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
        changed[i] = luma(values[at] & 0xFF, values[at + 1] & 0xFF, values[at + 2] & 0xFF);
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
}
