package dev.convoy.worker;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sum of weighted vectors to the last bit. Nothing is rounded before {@link #mean}, so neither
 * order nor grouping changes it, and whoever has some of the vectors may add them up first.
 *
 * <p>A value is the sum of three parts: a double, what rounding to that double has left over, and
 * for the few values where that does not fit into a double either, what is left of the rest. Floats
 * need the third only if they differ by many orders of magnitude, twice.
 *
 * <p>Source of the addition without error: Knuth, The Art of Computer Programming, volume 2,
 * theorem 4.2.2 B.
 */
public final class ExactSum {
  /** A weight up to this, times a float, is exact in a double. */
  private static final long MOST_WEIGHT = 1L << 29;

  private static final double[] NOTHING = {};

  private final double[] high;
  private final Map<Integer, BigDecimal> rest;

  /** Empty as long as nothing was rounded. */
  private double[] low;

  private long weight;

  /**
   * A sum in its parts.
   *
   * @param weight sum of all weights
   * @param high the sums, rounded; overwritten by later additions
   * @param low what they lack, rounded; overwritten by later additions; empty if they lack nothing
   * @param rest what both lack, by index; copied
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

  /** The sum of no vectors of this length. */
  public static ExactSum none(int length) {
    double[] high = new double[length];
    // Not 0, to which −0 cannot be added without losing its sign.
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

  /** What these lack, rounded; empty if they lack nothing. */
  public double[] low() {
    return low;
  }

  /** What both lack, by index. */
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
   * @param more the weight, at least 1
   * @param values of which {@link #length} are added, from index {@code from} on
   * @param work of at least {@link #length}, overwritten
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
   * @param other of the same length
   * @param work of at least {@link #length}, overwritten
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
        // no lack leaves the sign of a zero alone
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

  /** Adds values to sums, and puts in the place of each what rounding its sum has left over. */
  private static void replaceByErrors(double[] sums, double[] values, int count) {
    // one index for both arrays, and no branch: the compiler makes vectors of it
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
    // without the bit of the sign
    return bits << 1 != 0;
  }

  private void addToRest(double[] values) {
    for (int i = 0; i < high.length; i++) {
      // of infinities and NaN nothing is left over; their sum is not finite in the end
      if (values[i] != 0 && Double.isFinite(values[i])) {
        addToRest(i, new BigDecimal(values[i]));
      }
    }
  }

  private void addToRest(int index, BigDecimal value) {
    rest.merge(index, value, BigDecimal::add);
  }

  /**
   * The sums, each rounded to a double, divided and rounded to a float. The mean of one vector is
   * that vector.
   *
   * @param mean of which {@link #length} are overwritten, from index {@code to} on
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
