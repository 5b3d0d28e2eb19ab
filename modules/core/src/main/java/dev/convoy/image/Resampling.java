package dev.convoy.image;

import java.util.Arrays;

/**
 * Bilinear resampling with antialias along one axis, for one pair of sizes: a triangle as wide as
 * the step between samples, in whole numbers of 22 fractional bits. The bytes are those of Pillow's
 * {@code resize} with {@code BILINEAR}, which torchvision uses.
 */
final class Resampling {
  private static final int PRECISION = 22;
  private static final int HALF = 1 << PRECISION - 1;

  private final int[] first;
  private final int[] count;
  private final int[][] weights;

  /**
   * Makes the weights.
   *
   * @param size of the source along the axis
   * @param from where the first sample begins, a position between pixels
   * @param to where the last sample ends
   * @param samples their number
   */
  Resampling(int size, float from, float to, int samples) {
    this.first = new int[samples];
    this.count = new int[samples];
    this.weights = new int[samples][];
    double step = (double) (to - from) / samples;
    double width = Math.max(1, step);
    for (int i = 0; i < samples; i++) {
      double centre = from + (i + 0.5) * step;
      int low = Math.max(0, (int) (centre - width + 0.5));
      int high = Math.min(size, (int) (centre + width + 0.5));
      double[] triangle = new double[high - low];
      double sum = 0;
      for (int x = 0; x < triangle.length; x++) {
        triangle[x] = Math.max(0, 1 - Math.abs((x + low - centre + 0.5) * (1 / width)));
        sum += triangle[x];
      }
      first[i] = low;
      count[i] = high - low;
      weights[i] = new int[high - low];
      for (int x = 0; x < triangle.length; x++) {
        double weight = sum == 0 ? triangle[x] : triangle[x] / sum;
        weights[i][x] = (int) (0.5 + weight * (1 << PRECISION));
      }
    }
  }

  /** The first pixel that some sample reads. */
  int begin() {
    return first[0];
  }

  /** The one after the last pixel that some sample reads. */
  int end() {
    int last = first.length - 1;
    return first[last] + count[last];
  }

  /**
   * Resamples a row.
   *
   * @param row values of the source, channels last
   * @param at where it begins
   * @param to overwritten
   * @param toAt where to begin
   */
  void row(byte[] row, int at, int channels, byte[] to, int toAt) {
    if (channels == 1) {
      greyRow(row, at, to, toAt);
    } else {
      colourRow(row, at, to, toAt);
    }
  }

  private void greyRow(byte[] row, int at, byte[] to, int toAt) {
    for (int i = 0; i < first.length; i++) {
      int[] weight = weights[i];
      int from = at + first[i];
      int sum = HALF;
      for (int x = 0; x < weight.length; x++) {
        sum += (row[from + x] & 0xFF) * weight[x];
      }
      to[toAt + i] = clipped(sum);
    }
  }

  private void colourRow(byte[] row, int at, byte[] to, int toAt) {
    int out = toAt;
    for (int i = 0; i < first.length; i++) {
      int[] weight = weights[i];
      int from = at + first[i] * 3;
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int w : weight) {
        red += (row[from] & 0xFF) * w;
        green += (row[from + 1] & 0xFF) * w;
        blue += (row[from + 2] & 0xFF) * w;
        from += 3;
      }
      to[out] = clipped(red);
      to[out + 1] = clipped(green);
      to[out + 2] = clipped(blue);
      out += 3;
    }
  }

  /**
   * Resamples columns: makes one row of many.
   *
   * @param sample index of the row that is made
   * @param rows values of the source from {@link #begin} on, {@code length} a row
   * @param sums overwritten, at least {@code length}
   * @param to overwritten
   * @param toAt where to begin
   */
  void column(int sample, byte[] rows, int length, int[] sums, byte[] to, int toAt) {
    int[] weight = weights[sample];
    int from = (first[sample] - begin()) * length;
    Arrays.fill(sums, 0, length, HALF);
    int y = 0;
    // Four rows at a time: a sum is loaded and stored once for them.
    for (; y + 3 < weight.length; y += 4) {
      fourRows(rows, from + y * length, length, weight, y, sums);
    }
    for (; y < weight.length; y++) {
      int w = weight[y];
      int start = from + y * length;
      for (int i = 0; i < length; i++) {
        sums[i] += (rows[start + i] & 0xFF) * w;
      }
    }
    for (int i = 0; i < length; i++) {
      to[toAt + i] = clipped(sums[i]);
    }
  }

  private static void fourRows(byte[] rows, int from, int length, int[] weight, int y, int[] sums) {
    int a = weight[y];
    int b = weight[y + 1];
    int c = weight[y + 2];
    int d = weight[y + 3];
    for (int i = 0; i < length; i++) {
      sums[i] +=
          (rows[from + i] & 0xFF) * a
              + (rows[from + length + i] & 0xFF) * b
              + (rows[from + 2 * length + i] & 0xFF) * c
              + (rows[from + 3 * length + i] & 0xFF) * d;
    }
  }

  private static byte clipped(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
  }
}
