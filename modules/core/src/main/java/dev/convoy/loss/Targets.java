package dev.convoy.loss;

/**
 * The targets of a batch: for each example one class, or a mixture of two. The arrays may be longer
 * than the batch and are not copied.
 *
 * @param labels the first class of each example
 * @param others the second class of each example; not read where the share of the first is 1
 * @param shares shares of the first class, from 0 to 1; empty if all are 1
 */
public record Targets(int[] labels, int[] others, float[] shares) {
  private static final float[] ALL = {};

  /** Targets with one class for each example. */
  public static Targets of(int[] labels) {
    return new Targets(labels, labels, ALL);
  }

  /** The share of an example's first class; the second class has 1 minus this share. */
  float share(int example) {
    return shares.length == 0 ? 1f : shares[example];
  }

  /** The second class of an example; the first class if there is no second. */
  int other(int example) {
    return share(example) == 1 ? labels[example] : others[example];
  }
}
