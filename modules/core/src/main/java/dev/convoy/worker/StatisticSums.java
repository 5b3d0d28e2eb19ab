package dev.convoy.worker;

import java.util.Arrays;

/**
 * Computes the mean of batch statistics when a step accumulates several batches. Batches are
 * weighted by their examples and added in order, in double. The backward pass accumulates gradients
 * over the step, but gives the statistics of one batch only as a mean.
 */
final class StatisticSums {
  private final int from;
  private final double[] sums;

  /** Handles the values of a gradient from index {@code from} to {@code to}. */
  StatisticSums(int from, int to) {
    this.from = from;
    this.sums = new double[to - from];
  }

  /** Starts a step. */
  void reset() {
    Arrays.fill(sums, 0);
  }

  /** Moves a batch's statistics out of the gradient and sets them to zero there. */
  void take(float[] gradient, int examples) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (double) examples * gradient[from + i];
      gradient[from + i] = 0;
    }
  }

  /** Writes the mean over all examples of the step into the gradient. */
  void putMean(float[] gradient, int examples) {
    for (int i = 0; i < sums.length; i++) {
      gradient[from + i] = (float) (sums[i] / examples);
    }
  }
}
