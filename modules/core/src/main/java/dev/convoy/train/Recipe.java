package dev.convoy.train;

import dev.convoy.data.Normalization;
import dev.convoy.kernel.Algorithm;
import dev.convoy.loss.Loss;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.Penalties;
import dev.convoy.optim.Schedule;
import dev.convoy.optim.StepRule;
import java.io.Serializable;
import java.util.Set;

/**
 * What a worker needs to know to take a step.
 *
 * @param model what is trained; one input and one output
 * @param loss what is made small
 * @param optimizer how
 * @param normalization how bytes become numbers
 * @param batchSize examples that go through the model at once, at least 1
 * @param seed of everything random
 * @param kernels name of the kernels to use
 * @param algorithm how convolutions are computed
 * @param schedule what becomes of the optimizer's rate
 * @param penalties what keeps steps and weights small
 * @param accumulation batches of a step, whose gradients are added up; at least 1
 */
public record Recipe(
    Model model,
    Loss loss,
    Optimizer optimizer,
    Normalization normalization,
    int batchSize,
    long seed,
    String kernels,
    Algorithm algorithm,
    Schedule schedule,
    Penalties penalties,
    int accumulation)
    implements Serializable {
  /** Checks the size of a step and that the model has one input and one output. */
  public Recipe {
    model.onlyInput();
    model.onlyOutput();
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize + " must be at least 1");
    }
    if (accumulation < 1) {
      throw new IllegalArgumentException("accumulate " + accumulation + " must be at least 1");
    }
    Math.multiplyExact(batchSize, accumulation);
  }

  /** Without penalties, each step of one batch. */
  public Recipe(
      Model model,
      Loss loss,
      Optimizer optimizer,
      Normalization normalization,
      int batchSize,
      long seed,
      String kernels,
      Algorithm algorithm,
      Schedule schedule) {
    this(
        model,
        loss,
        optimizer,
        normalization,
        batchSize,
        seed,
        kernels,
        algorithm,
        schedule,
        Penalties.NONE,
        1);
  }

  /** With a constant rate too. */
  public Recipe(
      Model model,
      Loss loss,
      Optimizer optimizer,
      Normalization normalization,
      int batchSize,
      long seed,
      String kernels,
      Algorithm algorithm) {
    this(
        model,
        loss,
        optimizer,
        normalization,
        batchSize,
        seed,
        kernels,
        algorithm,
        Schedule.constant());
  }

  /** Examples of a step of one worker: of the batches whose gradients are added up. */
  public int stepExamples() {
    return batchSize * accumulation;
  }

  /** What a step does with a gradient. */
  StepRule stepRule() {
    return new StepRule(optimizer, penalties, ParameterLayout.of(model), Set.of());
  }
}
