package dev.convoy.run;

import dev.convoy.optim.GradientTransforms;
import dev.convoy.optim.LearningRateSchedules;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.Optimizers;
import dev.convoy.optim.ScaledSchedule;
import dev.convoy.optim.UpdateConfig;

/**
 * How parameters are updated.
 *
 * @param optimizer the optimizer with its learning rate
 * @param schedule the learning-rate schedule, as in {@code --schedule}, such as {@code cosine}
 * @param warmUpEpochs number of epochs, possibly fractional, in which the rate grows from near 0
 * @param penalties weight penalties, and the maximum norm of a gradient
 * @param accumulation number of batches whose gradients make one step, at least 1
 */
public record OptimizerConfig(
    Optimizer optimizer,
    String schedule,
    float warmUpEpochs,
    GradientTransforms penalties,
    int accumulation) {
  /** Stochastic gradient descent with rate 0.02 and momentum 0.9. */
  public static final OptimizerConfig STANDARD =
      new OptimizerConfig(
          Optimizers.parse("sgd:0.02,0.9"), "constant", 0, GradientTransforms.NONE, 1);

  /**
   * The update configuration of a run.
   *
   * @param scaling how the rate is scaled for the number of workers
   */
  UpdateConfig optimization(ScaledSchedule scaling, int epochs) {
    return UpdateConfig.of(optimizer)
        .with(scaling.with(warmUpEpochs, LearningRateSchedules.parse(schedule, epochs)))
        .with(penalties)
        .accumulating(accumulation);
  }
}
