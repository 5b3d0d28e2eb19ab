package dev.convoy.train;

import java.util.Arrays;
import java.util.List;

/**
 * The mean of contributions, weighted by their examples: Σ examples · value in double precision, in
 * partition order, one division and one rounding. So one contribution comes back as it was.
 */
public final class Fold {
  private static final int CHUNK = 4096;
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
    boolean finite = true;
    for (int from = 0; from < mean.length; from += CHUNK) {
      int count = Math.min(CHUNK, mean.length - from);
      // Not 0, to which −0 cannot be added without losing its sign.
      Arrays.fill(sums, -0.0);
      for (Contribution contribution : counted) {
        float[] values = contribution.values();
        double weight = contribution.examples();
        for (int i = 0; i < count; i++) {
          sums[i] += weight * values[from + i];
        }
      }
      for (int i = 0; i < count; i++) {
        mean[from + i] = (float) (sums[i] / examples);
        finite &= Float.isFinite(mean[from + i]);
      }
    }
    if (!finite) {
      throw new TrainingFailedException(
          "a parameter or gradient of worker "
              + firstNotFinite(contributions)
              + " is no longer finite; try a lower learning rate");
    }
    return mean;
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
