package dev.convoy.worker;

import java.util.Arrays;

/**
 * The mean of running statistics' batches when a step takes several: each weighted by its examples,
 * added in double in their order. What the backward pass adds to a gradient is a sum over the step
 * for all that is trained, but for statistics the mean of one batch.
 */
final class StatisticSums {
  private final int from;
  private final double[] sums;

  /** Of the values of a gradient from {@code from} to {@code to}. */
  StatisticSums(int from, int to) {
    this.from = from;
    this.sums = new double[to - from];
  }

  /** Starts a step. */
  void reset() {
    Arrays.fill(sums, 0);
  }

  /** Takes those of a batch out of the gradient, which is zero there afterwards. */
  void take(float[] gradient, int examples) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (double) examples * gradient[from + i];
      gradient[from + i] = 0;
    }
  }

  /** Puts the mean over all examples of the step into the gradient. */
  void putMean(float[] gradient, int examples) {
    for (int i = 0; i < sums.length; i++) {
      gradient[from + i] = (float) (sums[i] / examples);
    }
  }
}
