package dev.convoy.worker;

import dev.convoy.augment.Augmentations;
import dev.convoy.data.Normalization;
import dev.convoy.kernel.Algorithm;
import dev.convoy.loss.Loss;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.optim.ParameterUpdate;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.plan.Request;
import java.io.Serializable;

/**
 * What a worker needs to know to take a step.
 *
 * @param model what is trained; one input and one output
 * @param loss what is made small
 * @param optimization how
 * @param normalization how bytes become numbers
 * @param batch how a batch is processed
 * @param seed of everything random
 */
public record Recipe(
    Model model,
    Loss loss,
    UpdateConfig optimization,
    Normalization normalization,
    BatchConfig batch,
    long seed)
    implements Serializable {
  /**
   * Checks the size of a step, that the model has one input and one output, that its images can be
   * augmented, and that the optimization fits its parameters.
   */
  public Recipe {
    model.onlyInput();
    model.onlyOutput();
    if ((long) batch.size() * optimization.accumulation() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "batch-size "
              + batch.size()
              + " with accumulate "
              + optimization.accumulation()
              + ": a step must have at most "
              + Integer.MAX_VALUE
              + " examples");
    }
    batch.augmentations().requireFits(model.onlyInput().shape());
    optimization.requireFits(ParameterLayout.of(model));
  }

  /** Examples that go through the model at once. */
  public int batchSize() {
    return batch.size();
  }

  /** Name of the kernels to use. */
  public String kernels() {
    return batch.kernels();
  }

  /** How convolutions are computed. */
  public Algorithm algorithm() {
    return batch.algorithm();
  }

  /** What happens to training images. */
  public Augmentations augmentations() {
    return batch.augmentations();
  }

  /** What a plan that trains is wanted for. */
  public Request trainingRequest() {
    return Request.training(model, optimization.frozen()).with(algorithm());
  }

  /** Examples of a step of one worker: of the batches whose gradients are added up. */
  public int stepExamples() {
    return batch.size() * optimization.accumulation();
  }

  /** What a step does with a gradient. */
  public ParameterUpdate stepRule() {
    return new ParameterUpdate(optimization, ParameterLayout.of(model));
  }

  /** Overwrites what is frozen with its values in other parameters. */
  public void copyFrozen(float[] from, float[] to) {
    for (Slot slot : ParameterLayout.of(model).slots()) {
      if (optimization.frozen().contains(slot.name())) {
        System.arraycopy(from, slot.offset(), to, slot.offset(), slot.size());
      }
    }
  }
}
