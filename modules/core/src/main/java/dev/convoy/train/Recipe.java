package dev.convoy.train;

import dev.convoy.augment.Augmentations;
import dev.convoy.data.Normalization;
import dev.convoy.kernel.Algorithm;
import dev.convoy.loss.Loss;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.optim.Optimization;
import dev.convoy.optim.StepRule;
import dev.convoy.plan.Request;
import java.io.Serializable;

/**
 * What a worker needs to know to take a step.
 *
 * @param model what is trained; one input and one output
 * @param loss what is made small
 * @param optimization how
 * @param normalization how bytes become numbers
 * @param batchSize examples that go through the model at once, at least 1
 * @param seed of everything random
 * @param kernels name of the kernels to use
 * @param algorithm how convolutions are computed
 * @param augmentations what happens to training images
 */
public record Recipe(
    Model model,
    Loss loss,
    Optimization optimization,
    Normalization normalization,
    int batchSize,
    long seed,
    String kernels,
    Algorithm algorithm,
    Augmentations augmentations)
    implements Serializable {
  /**
   * Checks the size of a step, that the model has one input and one output, that its images can be
   * augmented, and that the optimization fits its parameters.
   */
  public Recipe {
    model.onlyInput();
    model.onlyOutput();
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch-size " + batchSize + " must be at least 1");
    }
    if ((long) batchSize * optimization.accumulation() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "batch-size "
              + batchSize
              + " with accumulate "
              + optimization.accumulation()
              + ": a step must have at most "
              + Integer.MAX_VALUE
              + " examples");
    }
    augmentations.requireFits(model.onlyInput().shape());
    optimization.requireFits(ParameterLayout.of(model));
  }

  /** With images as they are. */
  public Recipe(
      Model model,
      Loss loss,
      Optimization optimization,
      Normalization normalization,
      int batchSize,
      long seed,
      String kernels,
      Algorithm algorithm) {
    this(
        model,
        loss,
        optimization,
        normalization,
        batchSize,
        seed,
        kernels,
        algorithm,
        Augmentations.none());
  }

  /** What a plan that trains is wanted for. */
  public Request trainingRequest() {
    return Request.training(model, optimization.frozen()).with(algorithm);
  }

  /** Examples of a step of one worker: of the batches whose gradients are added up. */
  public int stepExamples() {
    return batchSize * optimization.accumulation();
  }

  /** What a step does with a gradient. */
  StepRule stepRule() {
    return new StepRule(optimization, ParameterLayout.of(model));
  }

  /** Overwrites what is frozen with its values in other parameters. */
  void copyFrozen(float[] from, float[] to) {
    for (Slot slot : ParameterLayout.of(model).slots()) {
      if (optimization.frozen().contains(slot.name())) {
        System.arraycopy(from, slot.offset(), to, slot.offset(), slot.size());
      }
    }
  }
}
