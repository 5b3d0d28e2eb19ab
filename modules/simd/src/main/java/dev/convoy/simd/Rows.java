package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** What is done to rows of channels, and element by element. */
final class Rows {
  /**
   * 0, 1, 2 … for each lane: {@code number >= lanes} masks what is not among the first ones. It
   * stands where it is needed: a method that returns the masked vector would box it for good if it
   * happens to be compiled before its callers.
   */
  static final float[] LANE_NUMBERS = laneNumbers();

  private Rows() {}

  private static float[] laneNumbers() {
    float[] numbers = new float[Tile.LANES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  /** Fills rows by copying ever more of them at once. */
  static void fill(int rows, int channels, float[] row, int rowAt, float[] y, int yAt) {
    if (rows == 0) {
      return;
    }
    System.arraycopy(row, rowAt, y, yAt, channels);
    int size = rows * channels;
    for (int done = channels; done < size; done += done) {
      System.arraycopy(y, yAt, y, yAt + done, Math.min(done, size - done));
    }
  }

  /** Adds rows to a sum: vectors of channels, then four channels at a time, then one. */
  static void add(int rows, int channels, float[] x, int xAt, float[] sum, int sumAt) {
    int c = 0;
    for (; c + 2 * Tile.LANES <= channels; c += 2 * Tile.LANES) {
      addTwoVectors(rows, channels, x, xAt + c, sum, sumAt + c);
    }
    for (; c + Tile.LANES <= channels; c += Tile.LANES) {
      addVector(rows, channels, x, xAt + c, sum, sumAt + c);
    }
    for (; c + 4 <= channels; c += 4) {
      addFour(rows, channels, x, xAt + c, sum, sumAt + c);
    }
    for (; c < channels; c++) {
      addOne(rows, channels, x, xAt + c, sum, sumAt + c);
    }
  }

  private static void addTwoVectors(
      int rows, int channels, float[] x, int xAt, float[] sum, int sumAt) {
    FloatVector sum0 = FloatVector.fromArray(Tile.SPECIES, sum, sumAt);
    FloatVector sum1 = FloatVector.fromArray(Tile.SPECIES, sum, sumAt + Tile.LANES);
    for (int r = 0; r < rows; r++) {
      int at = xAt + r * channels;
      sum0 = FloatVector.fromArray(Tile.SPECIES, x, at).add(sum0);
      sum1 = FloatVector.fromArray(Tile.SPECIES, x, at + Tile.LANES).add(sum1);
    }
    sum0.intoArray(sum, sumAt);
    sum1.intoArray(sum, sumAt + Tile.LANES);
  }

  private static void addVector(
      int rows, int channels, float[] x, int xAt, float[] sum, int sumAt) {
    FloatVector total = FloatVector.fromArray(Tile.SPECIES, sum, sumAt);
    for (int r = 0; r < rows; r++) {
      total = FloatVector.fromArray(Tile.SPECIES, x, xAt + r * channels).add(total);
    }
    total.intoArray(sum, sumAt);
  }

  private static void addFour(int rows, int channels, float[] x, int xAt, float[] sum, int sumAt) {
    float sum0 = sum[sumAt];
    float sum1 = sum[sumAt + 1];
    float sum2 = sum[sumAt + 2];
    float sum3 = sum[sumAt + 3];
    for (int r = 0; r < rows; r++) {
      int at = xAt + r * channels;
      sum0 += x[at];
      sum1 += x[at + 1];
      sum2 += x[at + 2];
      sum3 += x[at + 3];
    }
    sum[sumAt] = sum0;
    sum[sumAt + 1] = sum1;
    sum[sumAt + 2] = sum2;
    sum[sumAt + 3] = sum3;
  }

  private static void addOne(int rows, int channels, float[] x, int xAt, float[] sum, int sumAt) {
    float total = sum[sumAt];
    for (int r = 0; r < rows; r++) {
      total += x[xAt + r * channels];
    }
    sum[sumAt] = total;
  }

  /** Writes max(x, 0). */
  static void rectify(int count, float[] x, int xAt, float[] y, int yAt) {
    FloatVector zero = FloatVector.zero(Tile.SPECIES);
    int i = 0;
    for (; i <= count - Tile.LANES; i += Tile.LANES) {
      FloatVector value = FloatVector.fromArray(Tile.SPECIES, x, xAt + i);
      value.blend(zero, value.compare(VectorOperators.LT, zero)).intoArray(y, yAt + i);
    }
    for (; i < count; i++) {
      y[yAt + i] = Math.max(x[xAt + i], 0f);
    }
  }

  /** Writes dy where y &gt; 0, else 0. */
  static void rectifyGradient(
      int count, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    FloatVector zero = FloatVector.zero(Tile.SPECIES);
    int i = 0;
    for (; i <= count - Tile.LANES; i += Tile.LANES) {
      FloatVector value = FloatVector.fromArray(Tile.SPECIES, y, yAt + i);
      FloatVector gradient = FloatVector.fromArray(Tile.SPECIES, dy, dyAt + i);
      zero.blend(gradient, value.compare(VectorOperators.GT, zero)).intoArray(dx, dxAt + i);
    }
    for (; i < count; i++) {
      dx[dxAt + i] = y[yAt + i] > 0 ? dy[dyAt + i] : 0f;
    }
  }
}
