package dev.convoy.worker;

import java.io.Serializable;

/**
 * The contribution of one worker to a round.
 *
 * @param values the worker's parameters, or its mean gradient over {@code examples}, unscaled;
 *     empty if there are no examples
 * @param examples number of examples processed; the weight in the fold
 * @param lossSum sum of their losses; not finite only if the contribution was discarded
 * @param correct number of examples classified correctly
 * @param discarded number of processed examples that do not count, because the loss or the values
 *     were not finite at the end; then there are no values and {@code examples} is 0
 * @param time when the worker worked; used for metrics only
 */
public record Contribution(
    float[] values, long examples, double lossSum, long correct, long discarded, WorkTime time)
    implements Serializable {
  private static final float[] NOTHING = {};

  /** Makes a contribution without a time. */
  public Contribution(float[] values, long examples, double lossSum, long correct, long discarded) {
    this(values, examples, lossSum, correct, discarded, WorkTime.NONE);
  }

  /** Makes a contribution whose values are all finite. */
  public Contribution(float[] values, long examples, double lossSum, long correct) {
    this(values, examples, lossSum, correct, 0);
  }

  /** The contribution of a worker that had no examples. */
  public static Contribution none() {
    return new Contribution(NOTHING, 0, 0, 0, 0);
  }

  /**
   * The contribution of a worker whose loss or values are not finite. It has no vector, because
   * even with weight 0 a NaN would make the mean NaN.
   */
  public static Contribution discarded(long examples, double lossSum) {
    return new Contribution(NOTHING, 0, lossSum, 0, examples);
  }

  /** Returns a copy without its values. */
  public Contribution withoutValues() {
    return new Contribution(NOTHING, examples, lossSum, correct, discarded, time);
  }

  /** Returns a copy with the time at which the worker worked. */
  public Contribution timed(WorkTime when) {
    return new Contribution(values, examples, lossSum, correct, discarded, when);
  }

  /** The counts of this contribution; all 0 if it was discarded. */
  public Evaluation evaluation() {
    return new Evaluation(examples, discarded > 0 ? 0 : lossSum, correct);
  }
}
