package dev.convoy.hadoop;

import dev.convoy.data.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The rows of a row group of {@link ImageColumns} in memory, gone through forwards. */
final class ImageRows {
  private static final long MOST_LABEL = 1_000_000;

  private final TableRows rows;
  private final int label;
  private final int pixels;
  private final int[] sizes;

  /** Starts before the first row. */
  ImageRows(TableRows rows) {
    this.rows = rows;
    this.label = rows.column(List.of(ImageColumns.LABEL));
    this.pixels = rows.column(List.of(ImageColumns.PIXELS));
    this.sizes =
        ImageColumns.SIZES.stream()
            .mapToInt(name -> rows.column(List.of(name)))
            .filter(column -> column >= 0)
            .toArray();
  }

  /**
   * Goes to a row.
   *
   * @param to index in the row group, not before the present one
   */
  void seek(long to) throws IOException {
    rows.seek(to);
  }

  /** The label of this row, at least 0. */
  int label() throws IOException {
    rows.require(label);
    long value = rows.integer(label);
    if (value < 0 || value > MOST_LABEL) {
      throw wrong("label is " + value + ", must be 0 to " + MOST_LABEL);
    }
    return (int) value;
  }

  /** Height, width and channels of this row, if they are read; at least 1. */
  int[] sizes() throws IOException {
    int[] values = new int[sizes.length];
    for (int i = 0; i < values.length; i++) {
      rows.require(sizes[i]);
      long value = rows.integer(sizes[i]);
      if (value < 1 || value > Integer.MAX_VALUE) {
        throw wrong(ImageColumns.SIZES.get(i) + " is " + value + ", must be at least 1");
      }
      values[i] = (int) value;
    }
    return values;
  }

  /** The bytes of this row's image. */
  ByteBuffer pixels() throws IOException {
    rows.require(pixels);
    ByteBuffer image = rows.bytes(pixels);
    if (image.remaining() > Block.MOST_IMAGE_BYTES) {
      throw wrong(
          "pixels has "
              + image.remaining()
              + " bytes, must have at most "
              + Block.MOST_IMAGE_BYTES);
    }
    return image;
  }

  /** Copies this row's image, which must have so many bytes. */
  void pixels(byte[] to, int at, int count) throws IOException {
    ByteBuffer from = pixels();
    if (from.remaining() != count) {
      throw wrong("pixels has " + from.remaining() + " bytes, must have " + count);
    }
    from.get(to, at, count);
  }

  /** What this row has is against a rule. */
  IOException wrong(String what) {
    return rows.wrong(what);
  }
}
