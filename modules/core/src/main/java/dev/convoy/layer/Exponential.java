package dev.convoy.layer;

/**
 * The exponential function over arrays, in double precision, of multiplications, additions and
 * fused multiply-adds alone: the same bits interpreted and compiled, at every vector width. What is
 * rounded to float afterwards is off by at most 0.5001 units in the last place.
 *
 * <p>The argument is divided by 256, so that eleven terms of the Taylor series do, and what they
 * give is squared eight times. No step looks at the bits of a number or branches, for such loops
 * are what the compiler turns into vectors on every JDK.
 *
 * <p>Source: scaling and squaring, as in Moler and Van Loan, Nineteen Dubious Ways to Compute the
 * Exponential of a Matrix, 2003.
 */
final class Exponential {
  /** Number of values to compute together: they stay in the first-level cache between loops. */
  static final int CHUNK = 256;

  /** Beyond it, e^x and x · e^−x round to infinity and zero as floats. */
  static final double LIMIT = 110;

  private static final double SCALE = 0x1p-8;
  private static final double C2 = 1 / 2.0;
  private static final double C3 = 1 / 6.0;
  private static final double C4 = 1 / 24.0;
  private static final double C5 = 1 / 120.0;
  private static final double C6 = 1 / 720.0;
  private static final double C7 = 1 / 5_040.0;
  private static final double C8 = 1 / 40_320.0;
  private static final double C9 = 1 / 362_880.0;
  private static final double C10 = 1 / 3_628_800.0;
  private static final double C11 = 1 / 39_916_800.0;

  private Exponential() {}

  /** Overwrites values with floats. */
  static void load(int count, float[] from, int at, double[] values) {
    for (int i = 0; i < count; i++) {
      values[i] = from[at + i];
    }
  }

  /** Overwrites floats with values, rounded. */
  static void store(int count, double[] values, float[] to, int at) {
    for (int i = 0; i < count; i++) {
      to[at + i] = (float) values[i];
    }
  }

  /** Replaces x by e^x, precise however small the result; |x| counts as 110 at most. */
  static void power(int count, double[] values) {
    series(count, values, 1, -LIMIT, LIMIT);
    for (int i = 0; i < count; i++) {
      values[i] = values[i] + 1;
    }
    square(count, values);
    square(count, values);
  }

  /**
   * Replaces x by e^y − 1, precise near 0, for y = factor · x brought between {@code least} and
   * {@code most}, which are at most 110 apart from 0.
   */
  static void minusOne(int count, double[] values, double factor, double least, double most) {
    series(count, values, factor, least, most);
    squareMinusOne(count, values);
    squareMinusOne(count, values);
  }

  /** Replaces x by the logistic function of y = factor · x, 1 / (1 + e^−y). */
  static void logistic(int count, double[] values, double factor) {
    minusOne(count, values, -factor, -LIMIT, LIMIT);
    for (int i = 0; i < count; i++) {
      values[i] = 1 / (values[i] + 2);
    }
  }

  /** e^r − 1 for r = y / 256. */
  private static void series(int count, double[] values, double factor, double least, double most) {
    for (int i = 0; i < count; i++) {
      double r = Math.max(least, Math.min(most, values[i] * factor)) * SCALE;
      double sum = Math.fma(C11, r, C10);
      sum = Math.fma(sum, r, C9);
      sum = Math.fma(sum, r, C8);
      sum = Math.fma(sum, r, C7);
      sum = Math.fma(sum, r, C6);
      sum = Math.fma(sum, r, C5);
      sum = Math.fma(sum, r, C4);
      sum = Math.fma(sum, r, C3);
      sum = Math.fma(sum, r, C2);
      values[i] = Math.fma(sum * r, r, r);
    }
  }

  /** Four squarings. */
  private static void square(int count, double[] values) {
    for (int i = 0; i < count; i++) {
      double p = values[i];
      p *= p;
      p *= p;
      p *= p;
      values[i] = p * p;
    }
  }

  /** Four squarings of a number that is given without its 1: (m + 1)² − 1 = m · (m + 2). */
  private static void squareMinusOne(int count, double[] values) {
    for (int i = 0; i < count; i++) {
      double m = values[i];
      m *= m + 2;
      m *= m + 2;
      m *= m + 2;
      values[i] = m * (m + 2);
    }
  }
}
