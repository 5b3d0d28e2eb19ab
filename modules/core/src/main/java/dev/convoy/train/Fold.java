package dev.convoy.train;

import java.util.List;

/**
 * The mean of contributions, weighted by their examples: Σ examples · value in double precision, in
 * partition order, one division and one rounding. So one contribution comes back as it was.
 */
final class Fold {
  private static final int CHUNK = 4096;

  private Fold() {}

  /**
   * Folds contributions.
   *
   * @throws TrainingFailedException if nobody contributed, or the mean is not finite
   */
  static float[] mean(List<Contribution> contributions) {
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
      java.util.Arrays.fill(sums, 0);
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
          "a parameter or gradient is no longer finite; try a lower learning rate");
    }
    return mean;
  }
}
