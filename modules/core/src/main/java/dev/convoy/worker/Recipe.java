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
 * Everything that a worker needs to take a training step, except the data.
 *
 * @param model the model to train; it has one input and one output
 * @param loss the loss to minimize
 * @param optimization how parameters are updated
 * @param normalization turns bytes into the model's input
 * @param batch how a batch is processed
 * @param seed the random seed
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

  /** Number of examples in a batch. */
  public int batchSize() {
    return batch.size();
  }

  /** Name of the kernels to use. */
  public String kernels() {
    return batch.kernels();
  }

  /** The convolution algorithm. */
  public Algorithm algorithm() {
    return batch.algorithm();
  }

  /** The augmentations of training images. */
  public Augmentations augmentations() {
    return batch.augmentations();
  }

  /** The request for a training plan. */
  public Request trainingRequest() {
    return Request.training(model, optimization.frozen()).with(algorithm());
  }

  /** Number of examples in one worker's step, over all batches whose gradients are accumulated. */
  public int stepExamples() {
    return batch.size() * optimization.accumulation();
  }

  /** The parameter update of a step. */
  public ParameterUpdate stepRule() {
    return new ParameterUpdate(optimization, ParameterLayout.of(model));
  }

  /** Copies the frozen slots from one parameter vector to another. */
  public void copyFrozen(float[] from, float[] to) {
    for (Slot slot : ParameterLayout.of(model).slots()) {
      if (optimization.frozen().contains(slot.name())) {
        System.arraycopy(from, slot.offset(), to, slot.offset(), slot.size());
      }
    }
  }
}
