package dev.convoy.optim;

import java.io.Serializable;

/**
 * The learning rate as a function of how far training is, and of nothing else, so that a resumed
 * run goes on with the same rates. It is the product of the optimizer's own rate and of three
 * factors: one that grows evenly, over the first epochs, from 1 to a multiple; a warm-up, which
 * grows evenly from a thousandth to 1; and a {@link LearningRateSchedule} over the run.
 *
 * <p>Source of both growths: Goyal et al., Accurate, large minibatch SGD, 2017.
 *
 * @param multiple what the optimizer's rate is multiplied by in the end, above 0
 * @param growthEpochs epochs until then, at least 0
 * @param warmUpEpochs epochs of the warm-up, at least 0
 * @param curve over the run
 */
public record ScaledSchedule(
    float multiple, float growthEpochs, float warmUpEpochs, LearningRateSchedule curve)
    implements Serializable {
  private static final double WARM_UP_START = 1e-3;

  /** Checks the bounds. */
  public ScaledSchedule {
    Bounds.positive("schedule: factor", multiple);
    Bounds.notNegative("schedule: growth", growthEpochs);
    Bounds.notNegative("warmup", warmUpEpochs);
  }

  /** Growth to a multiple and nothing else. */
  public ScaledSchedule(float multiple, float growthEpochs) {
    this(multiple, growthEpochs, 0f, new LearningRateSchedule.Constant());
  }

  /** The optimizer's rate all the time. */
  public static ScaledSchedule constant() {
    return new ScaledSchedule(1f, 0f);
  }

  /** The same with another warm-up and curve. */
  public ScaledSchedule with(float newWarmUpEpochs, LearningRateSchedule newCurve) {
    return new ScaledSchedule(multiple, growthEpochs, newWarmUpEpochs, newCurve);
  }

  /**
   * The rate of a step.
   *
   * @param rate the optimizer's
   * @param epochs how many were done before the step; a fraction within an epoch
   */
  public float rate(float rate, double epochs) {
    double growth = 1 + (multiple - 1.0) * share(epochs, growthEpochs);
    double warmUp = WARM_UP_START + (1 - WARM_UP_START) * share(epochs, warmUpEpochs);
    return (float) (rate * growth * warmUp * curve.factor(epochs));
  }

  private static double share(double epochs, float of) {
    return epochs < of ? epochs / of : 1;
  }
}
