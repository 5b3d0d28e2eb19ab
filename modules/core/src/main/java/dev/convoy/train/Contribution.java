package dev.convoy.train;

/**
 * What one worker adds to a round.
 *
 * @param values its parameters, or its mean gradient: a mean over {@code examples}, unscaled; empty
 *     if there are none
 * @param examples number of examples it went through; the weight in the fold
 * @param lossSum sum of their losses
 * @param correct how many were classified correctly
 */
public record Contribution(float[] values, long examples, double lossSum, long correct) {
  private static final float[] NOTHING = {};

  /** Of a worker that had nothing to do. */
  public static Contribution none() {
    return new Contribution(NOTHING, 0, 0, 0);
  }
}
