package dev.convoy.optim;

/** Sums of squares in double, in the order of the values: the same bits everywhere. */
final class Norms {
  private Norms() {}

  /** The sum of the squares of a range. */
  static double squares(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }
}
