package dev.convoy.data;

/** Turns packed examples into the rows of a batch. */
public final class Decoder {
  private static final int BYTE = 0xFF;

  private final float[][] tables;

  /** A decoder that normalizes. */
  public Decoder(Normalization normalization) {
    this.tables = normalization.tables();
  }

  /**
   * Writes one example's normalized pixels.
   *
   * @param partition where the example is
   * @param index its index in the partition
   * @param to overwritten from {@code at} on
   * @param at where the row starts
   */
  public void pixels(Partition partition, int index, float[] to, int at) {
    Block block = partition.blockOf(index);
    // Of the arrays, because a shape computes its size anew with garbage for each example.
    int size = block.pixels().length / block.size();
    int from = partition.placeInBlock(index) * size;
    byte[] pixels = block.pixels();
    int channels = tables.length;
    if (channels == 1) {
      float[] table = tables[0];
      for (int i = 0; i < size; i++) {
        to[at + i] = table[pixels[from + i] & BYTE];
      }
    } else {
      for (int i = 0; i < size; i += channels) {
        for (int c = 0; c < channels; c++) {
          to[at + i + c] = tables[c][pixels[from + i + c] & BYTE];
        }
      }
    }
  }

  /** The class of an example. */
  public int label(Partition partition, int index) {
    return partition.blockOf(index).labels()[partition.placeInBlock(index)];
  }

  /** The position that identifies an example in its data set. */
  public long position(Partition partition, int index) {
    return partition.blockOf(index).firstPosition() + partition.placeInBlock(index);
  }
}
