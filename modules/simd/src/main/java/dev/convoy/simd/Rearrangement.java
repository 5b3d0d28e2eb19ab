package dev.convoy.simd;

import java.util.Arrays;

/** Copies the positions of an image to where a product wants them, zeros where there is padding. */
final class Rearrangement {
  private static final int SHORT_RUN = 8;

  private final int size;
  private final int[] tos;
  private final int[] froms;
  private final int[] lengths;
  private final boolean zeros;

  /**
   * Compiles the copies.
   *
   * @param sources for each position of the result the position of the image, or −1 for zero
   * @param channels floats of a position
   */
  Rearrangement(int[] sources, int channels) {
    this.size = Math.multiplyExact(sources.length, channels);
    int[] runs = new int[3 * sources.length];
    int count = 0;
    boolean padded = false;
    for (int at = 0; at < sources.length; ) {
      int end = at + 1;
      if (sources[at] < 0) {
        padded = true;
      } else {
        while (end < sources.length && sources[end] == sources[end - 1] + 1) {
          end++;
        }
        runs[count++] = at * channels;
        runs[count++] = sources[at] * channels;
        runs[count++] = (end - at) * channels;
      }
      at = end;
    }
    this.zeros = padded;
    this.tos = every(runs, count, 0);
    this.froms = every(runs, count, 1);
    this.lengths = every(runs, count, 2);
  }

  private static int[] every(int[] runs, int count, int first) {
    int[] column = new int[count / 3];
    for (int i = 0; i < column.length; i++) {
      column[i] = runs[3 * i + first];
    }
    return column;
  }

  /** Number of floats of the result. */
  int size() {
    return size;
  }

  /** Whether the result is the image itself. */
  boolean isIdentity(int imageSize) {
    return !zeros && size == imageSize && tos.length == 1 && froms[0] == 0;
  }

  /** Writes the zeros, once for any number of images. */
  void clear(float[] to, int toAt) {
    if (zeros) {
      Arrays.fill(to, toAt, toAt + size, 0f);
    }
  }

  /** Writes everything but the zeros. */
  void copy(float[] image, int imageAt, float[] to, int toAt) {
    for (int run = 0; run < tos.length; run++) {
      int target = toAt + tos[run];
      int source = imageAt + froms[run];
      int length = lengths[run];
      if (length < SHORT_RUN) {
        for (int i = 0; i < length; i++) {
          to[target + i] = image[source + i];
        }
      } else {
        System.arraycopy(image, source, to, target, length);
      }
    }
  }

  /** Writes the positions of the image from where {@link #copy} has put them. */
  void copyBack(float[] from, int fromAt, float[] image, int imageAt) {
    for (int run = 0; run < tos.length; run++) {
      System.arraycopy(from, fromAt + tos[run], image, imageAt + froms[run], lengths[run]);
    }
  }
}
