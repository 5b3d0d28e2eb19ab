package dev.convoy.worker;

import java.util.List;

/**
 * Computes the mean of contributions, weighted by their examples. The sum Σ examples · value is
 * exact ({@link ExactSum}), so the order does not matter; one division follows. The mean of a
 * single contribution is that contribution, bit for bit.
 */
public final class Fold {
  private static final int CHUNK = 8192;
  private static final int MAGNITUDE = 0x7fff_ffff;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private Fold() {}

  /**
   * Returns the weighted mean of contributions.
   *
   * @throws TrainingFailedException if no worker contributed, or the mean is not finite
   */
  public static float[] mean(List<Contribution> contributions) {
    List<Contribution> counted =
        contributions.stream().filter(contribution -> contribution.examples() > 0).toList();
    if (counted.isEmpty()) {
      throw new TrainingFailedException("no worker contributed to the round");
    }
    float[] mean = new float[counted.get(0).values().length];
    double[] work = new double[Math.min(CHUNK, mean.length)];
    for (int from = 0; from < mean.length; from += CHUNK) {
      ExactSum sum = ExactSum.none(Math.min(CHUNK, mean.length - from));
      for (Contribution contribution : counted) {
        sum.add(contribution.examples(), contribution.values(), from, work);
      }
      sum.mean(mean, from);
    }
    if (!isFinite(mean)) {
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

  /** Whether all values are finite. */
  public static boolean isFinite(float[] values) {
    // Compares magnitudes as bits: the compiler vectorizes a maximum of integers.
    int largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Float.floatToRawIntBits(value) & MAGNITUDE);
    }
    return largest < INFINITY;
  }
}
