package dev.convoy.optim;

import java.io.Serializable;

/**
 * The learning rate as a function of training progress only, so that a resumed run uses the same
 * rates. It is the product of the optimizer's rate and three factors: one that grows linearly from
 * 1 to a multiple over the first epochs; a warm-up that grows linearly from 1/1,000 to 1; and a
 * {@link LearningRateSchedule}.
 *
 * <p>Source of both linear factors: Goyal et al., Accurate, large minibatch SGD, 2017.
 *
 * @param multiple the final multiple of the optimizer's rate, above 0
 * @param growthEpochs number of epochs until the multiple is reached, at least 0
 * @param warmUpEpochs number of warm-up epochs, at least 0
 * @param curve the schedule over the run
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

  /** Makes a schedule that only grows to a multiple. */
  public ScaledSchedule(float multiple, float growthEpochs) {
    this(multiple, growthEpochs, 0f, new LearningRateSchedule.Constant());
  }

  /** A schedule that keeps the optimizer's rate constant. */
  public static ScaledSchedule constant() {
    return new ScaledSchedule(1f, 0f);
  }

  /** Returns a copy with another warm-up and schedule. */
  public ScaledSchedule with(float newWarmUpEpochs, LearningRateSchedule newCurve) {
    return new ScaledSchedule(multiple, growthEpochs, newWarmUpEpochs, newCurve);
  }

  /**
   * The learning rate of a step.
   *
   * @param rate the optimizer's rate
   * @param epochs number of epochs before the step, fractional within an epoch
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
