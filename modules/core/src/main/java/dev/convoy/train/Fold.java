package dev.convoy.train;

import java.util.Arrays;
import java.util.List;

/**
 * The mean of contributions, weighted by their examples: Σ examples · value in double precision, in
 * partition order, one division and one rounding. So one contribution comes back as it was.
 */
public final class Fold {
  private static final int CHUNK = 1024;
  private static final int MAGNITUDE = 0x7fff_ffff;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private Fold() {}

  /**
   * Folds contributions.
   *
   * @throws TrainingFailedException if nobody contributed, or the mean is not finite
   */
  public static float[] mean(List<Contribution> contributions) {
    List<Contribution> counted =
        contributions.stream().filter(contribution -> contribution.examples() > 0).toList();
    long examples = counted.stream().mapToLong(Contribution::examples).sum();
    if (examples == 0) {
      throw new TrainingFailedException("no worker contributed to the round");
    }
    float[] mean = new float[counted.get(0).values().length];
    double[] sums = new double[CHUNK];
    double[] largest = new double[CHUNK];
    for (int from = 0; from < mean.length; from += CHUNK) {
      int count = Math.min(CHUNK, mean.length - from);
      // Not 0, to which −0 cannot be added without losing its sign.
      Arrays.fill(sums, -0.0);
      add(counted, from, count, sums);
      for (int i = 0; i < count; i++) {
        sums[i] = sums[i] / examples;
        // Infinities stay, and so does NaN.
        largest[i] = Math.max(largest[i], Math.abs(sums[i]));
      }
      for (int i = 0; i < count; i++) {
        mean[from + i] = (float) sums[i];
      }
    }
    if (!Arrays.stream(largest).allMatch(value -> Float.isFinite((float) value))) {
      throw new TrainingFailedException(
          "a parameter or gradient of worker "
              + firstNotFinite(contributions)
              + " is no longer finite; try a lower learning rate");
    }
    return mean;
  }

  /** Adds in order, four at a time, which spares loading and storing the sums between them. */
  private static void add(List<Contribution> contributions, int from, int count, double[] sums) {
    int next = 0;
    for (; next + 4 <= contributions.size(); next += 4) {
      addFour(contributions.subList(next, next + 4), from, count, sums);
    }
    for (; next < contributions.size(); next++) {
      Contribution contribution = contributions.get(next);
      float[] values = contribution.values();
      double weight = contribution.examples();
      for (int i = 0; i < count; i++) {
        sums[i] += weight * values[from + i];
      }
    }
  }

  private static void addFour(List<Contribution> four, int from, int count, double[] sums) {
    float[] values0 = four.get(0).values();
    float[] values1 = four.get(1).values();
    float[] values2 = four.get(2).values();
    float[] values3 = four.get(3).values();
    double weight0 = four.get(0).examples();
    double weight1 = four.get(1).examples();
    double weight2 = four.get(2).examples();
    double weight3 = four.get(3).examples();
    for (int i = 0; i < count; i++) {
      double sum = sums[i] + weight0 * values0[from + i];
      sum = sum + weight1 * values1[from + i];
      sum = sum + weight2 * values2[from + i];
      sums[i] = sum + weight3 * values3[from + i];
    }
  }

  private static int firstNotFinite(List<Contribution> contributions) {
    for (int worker = 0; worker < contributions.size(); worker++) {
      Contribution contribution = contributions.get(worker);
      if (contribution.examples() > 0 && !isFinite(contribution.values())) {
        return worker;
      }
    }
    throw new IllegalStateException("the mean of finite values is finite");
  }

  /** Whether there is neither a NaN nor an infinity among the values. */
  static boolean isFinite(float[] values) {
    // The largest magnitude as bits: a maximum of integers, which the compiler makes vectors of.
    int largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Float.floatToRawIntBits(value) & MAGNITUDE);
    }
    return largest < INFINITY;
  }
}
