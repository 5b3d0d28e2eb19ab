package dev.convoy.optim;

import java.io.Serializable;

/**
 * The learning rate as a function of how far training is, and of nothing else, so that a resumed
 * run goes on with the same rates: from the optimizer's own rate it grows evenly, over the first
 * epochs, to a multiple of it.
 *
 * <p>Source of the warm-up: Goyal et al., Accurate, large minibatch SGD, 2017.
 *
 * @param factor what the optimizer's rate is multiplied by in the end, above 0
 * @param warmUpEpochs epochs until then, at least 0
 */
public record Schedule(float factor, float warmUpEpochs) implements Serializable {
  /** Checks the bounds. */
  public Schedule {
    Bounds.positive("schedule: factor", factor);
    if (!(warmUpEpochs >= 0 && warmUpEpochs < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "schedule: warm-up of " + warmUpEpochs + " epochs must be at least 0 and finite");
    }
  }

  /** The optimizer's rate all the time. */
  public static Schedule constant() {
    return new Schedule(1f, 0f);
  }

  /**
   * The rate of a step.
   *
   * @param rate the optimizer's
   * @param epochs how many were done before the step; a fraction within an epoch
   */
  public float rate(float rate, double epochs) {
    double grown = epochs < warmUpEpochs ? epochs / warmUpEpochs : 1;
    return (float) (rate * (1 + (factor - 1.0) * grown));
  }
}
