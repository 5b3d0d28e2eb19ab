package dev.convoy.train;

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

  private final double[] high;
  private final double[] low;
  private final Map<Integer, BigDecimal> rest;

  /** What is to be added, and then what did not fit. */
  private final double[] addends;

  /**
   * A sum in its parts.
   *
   * @param high the sums, rounded; overwritten by later additions
   * @param low what they lack, rounded; overwritten by later additions
   * @param rest what both lack, by index; copied
   */
  public ExactSum(double[] high, double[] low, Map<Integer, BigDecimal> rest) {
    if (high.length != low.length) {
      throw new IllegalArgumentException(
          "exact sum: parts of " + high.length + " and " + low.length + " values");
    }
    this.high = high;
    this.low = low;
    this.rest = new TreeMap<>(rest);
    this.addends = new double[high.length];
  }

  /** The sum of no vectors of this length. */
  public static ExactSum none(int length) {
    double[] high = new double[length];
    // Not 0, to which −0 cannot be added without losing its sign.
    Arrays.fill(high, -0.0);
    return new ExactSum(high, new double[length], Map.of());
  }

  /** The sums, rounded. */
  public double[] high() {
    return high;
  }

  /** What these lack, rounded. */
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
   * @param weight from 1 to 2²⁹
   * @param values of which {@link #length} are added, from index {@code from} on
   */
  public void add(long weight, float[] values, int from) {
    if (weight < 1 || weight > MOST_WEIGHT) {
      throw new IllegalArgumentException(
          "weight " + weight + " must be between 1 and " + MOST_WEIGHT);
    }
    for (int i = 0; i < addends.length; i++) {
      addends[i] = weight * (double) values[from + i];
    }
    addAddends();
  }

  /**
   * Adds another sum.
   *
   * @param other of the same length
   */
  public void add(ExactSum other) {
    if (other.length() != length()) {
      throw new IllegalArgumentException(
          "exact sum of " + length() + " values: another of " + other.length());
    }
    System.arraycopy(other.high, 0, addends, 0, addends.length);
    addAddends();
    for (int i = 0; i < addends.length; i++) {
      // no lack leaves the sign of a zero alone
      addends[i] = other.low[i] == 0 ? -0.0 : other.low[i];
    }
    addAddends();
    other.rest.forEach(this::addToRest);
  }

  private void addAddends() {
    // one index for all arrays, and no branch: the compiler makes vectors of it
    for (int i = 0; i < addends.length; i++) {
      double addend = addends[i];
      double before = high[i];
      double sum = before + addend;
      double added = sum - before;
      double error = (before - (sum - added)) + (addend - added);
      double lowBefore = low[i];
      double lowSum = lowBefore + error;
      double lowAdded = lowSum - lowBefore;
      high[i] = sum;
      low[i] = lowSum;
      addends[i] = (lowBefore - (lowSum - lowAdded)) + (error - lowAdded);
    }
    long bits = 0;
    for (double left : addends) {
      bits |= Double.doubleToRawLongBits(left);
    }
    // without the bit of the sign
    if (bits << 1 != 0) {
      addToRest();
    }
  }

  private void addToRest() {
    for (int i = 0; i < addends.length; i++) {
      // of infinities and NaN nothing is left over: they stay what they are
      if (addends[i] != 0 && Double.isFinite(addends[i])) {
        addToRest(i, new BigDecimal(addends[i]));
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
   * @param weight sum of all weights
   * @param mean of which {@link #length} are overwritten, from index {@code to} on
   */
  public void mean(long weight, float[] mean, int to) {
    for (int i = 0; i < high.length; i++) {
      // The sign of a zero is lost when another zero is added.
      double sum = low[i] == 0 ? high[i] : high[i] + low[i];
      mean[to + i] = (float) (sum / weight);
    }
    rest.forEach((i, left) -> mean[to + i] = (float) (rounded(i, left) / weight));
  }

  private double rounded(int index, BigDecimal left) {
    return left.add(new BigDecimal(high[index])).add(new BigDecimal(low[index])).doubleValue();
  }
}
