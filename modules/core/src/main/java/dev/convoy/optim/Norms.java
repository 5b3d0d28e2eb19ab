package dev.convoy.optim;

/** Sums of squares, computed in double and in order, so that every machine gets the same bits. */
final class Norms {
  private Norms() {}

  /** The sum of squares of a range. */
  static double squares(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }
}
