package dev.convoy.data;

import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.Serializable;

/**
 * Examples packed into two arrays: pixels as unsigned bytes in height, width, channel order, and
 * labels.
 *
 * @param shape shape of one example
 * @param firstPosition position of the first example in the data set's permuted order; it
 *     identifies an example whatever the number of workers
 * @param pixels {@code [example][height][width][channel]}
 * @param labels the class of each example
 */
public record Block(Shape shape, long firstPosition, byte[] pixels, int[] labels)
    implements Serializable {
  /** Of one image, which readers and tasks hold at once. */
  public static final int MOST_IMAGE_BYTES = 1 << 26;

  private static final int USUAL_BYTES = 16 << 20;

  /** Checks that the arrays fit together. */
  public Block {
    if (pixels.length != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          "block: " + pixels.length + " pixels do not make " + labels.length + " of " + shape);
    }
  }

  /**
   * Reads the examples at these positions of the order that a data set has for a seed.
   *
   * @param range at most a block
   * @param seed the run's seed
   * @param storage how to reach files
   * @throws IOException if the data cannot be read or changed since they were opened; the message
   *     names the file
   */
  public static Block read(DataSource source, PositionRange range, long seed, Storage storage)
      throws IOException {
    return new BlockReading(source, range, seed).read(source, storage);
  }

  /** A block for the examples at these positions, all zero. */
  static Block blank(Shape shape, PositionRange range) {
    int count = range.size();
    byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
    return new Block(shape, range.from(), pixels, new int[count]);
  }

  /** Number of examples of a block where nothing else decides it: about 16 MB, at least one. */
  static int usualSize(Shape shape) {
    return Math.max(1, USUAL_BYTES / shape.size());
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }
}
