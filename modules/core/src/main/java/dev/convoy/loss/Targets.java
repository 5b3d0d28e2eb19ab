package dev.convoy.loss;

/**
 * What a batch's outputs should be: for each example a class, or a mixture of two. The arrays may
 * be longer than the batch and are not copied.
 *
 * @param labels a class of each example
 * @param others the other class; not read where the share of the first is 1
 * @param shares of the first class, from 0 to 1; empty if all are 1
 */
public record Targets(int[] labels, int[] others, float[] shares) {
  private static final float[] ALL = {};

  /** One class for each example. */
  public static Targets of(int[] labels) {
    return new Targets(labels, labels, ALL);
  }

  /** The share of the first class of an example; that of the other is what is left to 1. */
  float share(int example) {
    return shares.length == 0 ? 1f : shares[example];
  }

  /** The other class; the first one if there is no other. */
  int other(int example) {
    return share(example) == 1 ? labels[example] : others[example];
  }
}
