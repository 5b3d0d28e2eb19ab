package dev.convoy.worker;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * An exact sum of weighted vectors. Nothing is rounded before {@link #mean}, so neither the order
 * nor the grouping of additions changes the result, and partial sums may be computed anywhere.
 *
 * <p>Each value is the sum of three parts: a double, its rounding error, and, for the few values
 * whose rounding error does not fit into a double either, the remainder. Floats need the third part
 * only if they differ by many orders of magnitude, twice.
 *
 * <p>Source of the error-free addition: Knuth, The Art of Computer Programming, volume 2, theorem
 * 4.2.2 B.
 */
public final class ExactSum {
  /** The largest weight whose product with any float is exact in a double. */
  private static final long MOST_WEIGHT = 1L << 29;

  private static final double[] NOTHING = {};

  private final double[] high;
  private final Map<Integer, BigDecimal> rest;

  /** Rounding errors of {@code high}; empty until an addition is inexact. */
  private double[] low;

  private long weight;

  /**
   * Makes a sum from its parts.
   *
   * @param weight sum of all weights
   * @param high the sums, rounded; overwritten by later additions
   * @param low their rounding errors, rounded; overwritten by later additions; empty if there are
   *     none
   * @param rest the remainders that neither contains, by index; copied
   */
  public ExactSum(long weight, double[] high, double[] low, Map<Integer, BigDecimal> rest) {
    if (low.length != 0 && low.length != high.length) {
      throw new IllegalArgumentException(
          "exact sum: parts of " + high.length + " and " + low.length + " values");
    }
    this.weight = weight;
    this.high = high;
    this.low = low;
    this.rest = new TreeMap<>(rest);
  }

  /** An empty sum of vectors of this length. */
  public static ExactSum none(int length) {
    double[] high = new double[length];
    // Start at −0: adding −0 to 0 would lose its sign.
    Arrays.fill(high, -0.0);
    return new ExactSum(0, high, NOTHING, Map.of());
  }

  /** Sum of all weights. */
  public long weight() {
    return weight;
  }

  /** The sums, rounded. */
  public double[] high() {
    return high;
  }

  /** The rounding errors of {@link #high}, rounded; empty if there are none. */
  public double[] low() {
    return low;
  }

  /** The remainders that neither {@link #high} nor {@link #low} contains, by index. */
  public Map<Integer, BigDecimal> rest() {
    return rest;
  }

  /** Number of values. */
  public int length() {
    return high.length;
  }

  /**
   * Adds weight · value.
   *
   * @param more the weight of the vector, at least 1
   * @param values an array whose {@link #length} values from index {@code from} are added
   * @param work scratch space of at least {@link #length} values, overwritten
   */
  public void add(long more, float[] values, int from, double[] work) {
    if (more < 1) {
      throw new IllegalArgumentException("weight " + more + " must be at least 1");
    }
    for (long left = more; left > 0; left -= MOST_WEIGHT) {
      long part = Math.min(left, MOST_WEIGHT);
      for (int i = 0; i < high.length; i++) {
        work[i] = part * (double) values[from + i];
      }
      add(work);
    }
    weight += more;
  }

  /**
   * Adds another sum.
   *
   * @param other a sum of the same length
   * @param work scratch space of at least {@link #length} values, overwritten
   */
  public void add(ExactSum other, double[] work) {
    if (other.length() != length()) {
      throw new IllegalArgumentException(
          "exact sum of " + length() + " values: another of " + other.length());
    }
    System.arraycopy(other.high, 0, work, 0, high.length);
    add(work);
    if (other.low.length > 0) {
      for (int i = 0; i < high.length; i++) {
        // Adding −0 preserves the sign of a zero.
        work[i] = other.low[i] == 0 ? -0.0 : other.low[i];
      }
      add(work);
    }
    other.rest.forEach(this::addToRest);
    weight += other.weight;
  }

  /** Adds the values, which are overwritten. */
  private void add(double[] values) {
    replaceByErrors(high, values, high.length);
    if (isAnyNotZero(values, high.length)) {
      if (low.length == 0) {
        low = new double[high.length];
      }
      replaceByErrors(low, values, low.length);
      if (isAnyNotZero(values, low.length)) {
        addToRest(values);
      }
    }
  }

  /** Adds values to sums, and replaces each value by the rounding error of its sum. */
  private static void replaceByErrors(double[] sums, double[] values, int count) {
    // One index for both arrays and no branch, so that the compiler vectorizes the loop.
    for (int i = 0; i < count; i++) {
      double value = values[i];
      double before = sums[i];
      double sum = before + value;
      double added = sum - before;
      sums[i] = sum;
      values[i] = (before - (sum - added)) + (value - added);
    }
  }

  private static boolean isAnyNotZero(double[] values, int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits |= Double.doubleToRawLongBits(values[i]);
    }
    // Drop the sign bit.
    return bits << 1 != 0;
  }

  private void addToRest(double[] values) {
    for (int i = 0; i < high.length; i++) {
      // Infinities and NaN have no remainder; their sum is not finite anyway.
      if (values[i] != 0 && Double.isFinite(values[i])) {
        addToRest(i, new BigDecimal(values[i]));
      }
    }
  }

  private void addToRest(int index, BigDecimal value) {
    rest.merge(index, value, BigDecimal::add);
  }

  /**
   * Computes the mean: rounds each sum to a double, divides by the weight and rounds to a float.
   * The mean of a single vector is that vector, bit for bit.
   *
   * @param mean an array whose {@link #length} values from index {@code to} are overwritten
   */
  public void mean(float[] mean, int to) {
    for (int i = 0; i < high.length; i++) {
      // The sign of a zero is lost when another zero is added.
      double sum = low.length == 0 || low[i] == 0 ? high[i] : high[i] + low[i];
      mean[to + i] = (float) (sum / weight);
    }
    rest.forEach((i, left) -> mean[to + i] = (float) (rounded(i, left) / weight));
  }

  private double rounded(int index, BigDecimal left) {
    double lack = low.length == 0 ? 0 : low[index];
    if (!Double.isFinite(high[index]) || !Double.isFinite(lack)) {
      return Double.NaN;
    }
    return left.add(new BigDecimal(high[index])).add(new BigDecimal(lack)).doubleValue();
  }
}
