package dev.convoy.worker;

import java.io.Serializable;

/**
 * What one worker adds to a round.
 *
 * @param values its parameters, or its mean gradient: a mean over {@code examples}, unscaled; empty
 *     if there are none
 * @param examples number of examples it went through; the weight in the fold
 * @param lossSum sum of their losses; not finite only if the contribution was discarded
 * @param correct how many were classified correctly
 * @param discarded number of examples that it went through in vain, because the loss or the values
 *     were not finite in the end; then there are no values and {@code examples} is 0
 * @param time when it worked; for the ledger alone, no result depends on it
 */
public record Contribution(
    float[] values, long examples, double lossSum, long correct, long discarded, WorkTime time)
    implements Serializable {
  private static final float[] NOTHING = {};

  /** Without a time. */
  public Contribution(float[] values, long examples, double lossSum, long correct, long discarded) {
    this(values, examples, lossSum, correct, discarded, WorkTime.NONE);
  }

  /** Of a worker whose numbers are finite. */
  public Contribution(float[] values, long examples, double lossSum, long correct) {
    this(values, examples, lossSum, correct, 0);
  }

  /** Of a worker that had nothing to do. */
  public static Contribution none() {
    return new Contribution(NOTHING, 0, 0, 0, 0);
  }

  /** Of a worker whose loss or values are not finite: 0 × NaN is NaN, so it sends no vector. */
  public static Contribution discarded(long examples, double lossSum) {
    return new Contribution(NOTHING, 0, lossSum, 0, examples);
  }

  /** The same without its values. */
  public Contribution withoutValues() {
    return new Contribution(NOTHING, examples, lossSum, correct, discarded, time);
  }

  /** The same with a note of when the worker worked. */
  public Contribution timed(WorkTime when) {
    return new Contribution(values, examples, lossSum, correct, discarded, when);
  }

  /** What it counted; nothing if it was discarded. */
  public Evaluation evaluation() {
    return new Evaluation(examples, discarded > 0 ? 0 : lossSum, correct);
  }
}
