package dev.convoy.hadoop;

import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;

/** The shape of the images of a Parquet file: from its columns, or from the number of bytes. */
final class ImageShape {
  private static final int COLOURS = 3;

  private ImageShape() {}

  /** Of the present row; without columns an image must be a square, grey or of three colours. */
  static Shape of(ImageRows rows) throws IOException {
    int bytes = rows.pixels().remaining();
    int[] sizes = rows.sizes();
    if (sizes.length > 0) {
      if (product(sizes) != bytes) {
        throw rows.wrong("pixels has " + bytes + " bytes, height×width×channels is " + text(sizes));
      }
      return Shape.of(sizes);
    }
    for (int channels : new int[] {1, COLOURS}) {
      int side = (int) Math.round(Math.sqrt((double) bytes / channels));
      if (side > 0 && (long) side * side * channels == bytes) {
        return Shape.of(side, side, channels);
      }
    }
    throw rows.wrong(
        "pixels has "
            + bytes
            + " bytes, which are no square image of 1 or 3 channels; needs columns height, width"
            + " and channels");
  }

  /** Checks that the present row has this shape. */
  static void require(ImageRows rows, Shape shape) throws IOException {
    int[] sizes = rows.sizes();
    boolean same =
        sizes[0] == shape.spatial().get(0)
            && sizes[1] == shape.spatial().get(1)
            && sizes[2] == shape.channels();
    if (!same) {
      throw rows.wrong("height×width×channels is " + text(sizes) + ", the first row's " + shape);
    }
  }

  private static long product(int[] sizes) {
    double product = Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
    return product > Integer.MAX_VALUE ? -1 : (long) product;
  }

  private static String text(int[] sizes) {
    return sizes[0] + "×" + sizes[1] + "×" + sizes[2];
  }
}
