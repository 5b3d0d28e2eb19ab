package dev.convoy.data;

/** Turns packed examples into the rows of a batch. */
public final class Decoder {
  private static final int BYTE = 0xFF;

  private final Normalization normalization;
  private final float[][] tables;

  /** A decoder that normalizes. */
  public Decoder(Normalization normalization) {
    this.normalization = normalization;
    this.tables = normalization.tables();
  }

  /**
   * Writes one example's normalized pixels.
   *
   * @param block where the example is
   * @param place its place in the block
   * @param to overwritten from {@code at} on
   * @param at where the row starts
   */
  public void pixels(Block block, int place, float[] to, int at) {
    // Of the arrays, because a shape computes its size anew with garbage for each example.
    int size = block.pixels().length / block.size();
    pixels(block.pixels(), place * size, size, to, at);
  }

  /**
   * Writes one image's normalized pixels.
   *
   * @param pixels holds the image as bytes from 0 to 255, channels last
   * @param from where it starts
   * @param size number of its values
   * @param to overwritten from {@code at} on
   * @param at where the row starts
   */
  public void pixels(byte[] pixels, int from, int size, float[] to, int at) {
    switch (tables.length) {
      case 1 -> grey(size, pixels, from, tables[0], to, at);
      case 3 -> colour(size, pixels, from, to, at);
      default -> planes(size / tables.length, pixels, from, to, at);
    }
  }

  /**
   * Normalizes values that are no bytes; a byte / 255 becomes what {@link #pixels} makes of it.
   *
   * @param levels values from 0 to 1, channels last
   * @param from where the first image starts
   * @param size number of values of all images
   * @param to overwritten from its start
   */
  public void levels(float[] levels, int from, int size, float[] to) {
    int channels = tables.length;
    for (int c = 0; c < channels; c++) {
      float mean = normalization.mean().get(c);
      float deviation = normalization.deviation().get(c);
      for (int i = c; i < size; i += channels) {
        to[i] = (levels[from + i] - mean) / deviation;
      }
    }
  }

  private static void grey(int size, byte[] pixels, int from, float[] table, float[] to, int at) {
    for (int i = 0; i < size; i++) {
      to[at + i] = table[pixels[from + i] & BYTE];
    }
  }

  /** Three channels, with the number written out: the loop over channels costs more than all. */
  private void colour(int size, byte[] pixels, int from, float[] to, int at) {
    float[] red = tables[0];
    float[] green = tables[1];
    float[] blue = tables[2];
    for (int i = 0; i < size; i += 3) {
      to[at + i] = red[pixels[from + i] & BYTE];
      to[at + i + 1] = green[pixels[from + i + 1] & BYTE];
      to[at + i + 2] = blue[pixels[from + i + 2] & BYTE];
    }
  }

  private void planes(int positions, byte[] pixels, int from, float[] to, int at) {
    int channels = tables.length;
    for (int c = 0; c < channels; c++) {
      float[] table = tables[c];
      int i = c;
      for (int p = 0; p < positions; p++) {
        to[at + i] = table[pixels[from + i] & BYTE];
        i += channels;
      }
    }
  }
}
