package dev.convoy.train;

import dev.convoy.augment.Augmentations;
import dev.convoy.data.Normalization;
import dev.convoy.kernel.Algorithm;
import dev.convoy.loss.Loss;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.Penalties;
import dev.convoy.optim.Schedule;
import dev.convoy.optim.StepRule;
import dev.convoy.plan.Request;
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
 * @param augmentations what happens to training images
 * @param frozen names of the parameters' slots that stay as they are, to the bit
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
    int accumulation,
    Augmentations augmentations,
    Set<String> frozen)
    implements Serializable {
  /**
   * Checks the size of a step, that the model has one input and one output, that its images can be
   * augmented, and that something is left to train.
   */
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
    augmentations.requireFits(model.onlyInput().shape());
    frozen = Set.copyOf(frozen);
    ParameterLayout layout = ParameterLayout.of(model);
    frozen.forEach(layout::slot);
    requireTrained(layout, frozen);
  }

  /** At a constant rate, each step of one batch, with images as they are and nothing frozen. */
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
        Schedule.constant(),
        Penalties.NONE,
        1,
        Augmentations.none(),
        Set.of());
  }

  /** The same with another schedule. */
  public Recipe with(Schedule changed) {
    return new Recipe(
        model,
        loss,
        optimizer,
        normalization,
        batchSize,
        seed,
        kernels,
        algorithm,
        changed,
        penalties,
        accumulation,
        augmentations,
        frozen);
  }

  /** The same with other penalties. */
  public Recipe with(Penalties changed) {
    return new Recipe(
        model,
        loss,
        optimizer,
        normalization,
        batchSize,
        seed,
        kernels,
        algorithm,
        schedule,
        changed,
        accumulation,
        augmentations,
        frozen);
  }

  /** The same with training images changed like this. */
  public Recipe with(Augmentations changed) {
    return new Recipe(
        model,
        loss,
        optimizer,
        normalization,
        batchSize,
        seed,
        kernels,
        algorithm,
        schedule,
        penalties,
        accumulation,
        changed,
        frozen);
  }

  /** The same with these slots frozen. */
  public Recipe freezing(Set<String> changed) {
    return new Recipe(
        model,
        loss,
        optimizer,
        normalization,
        batchSize,
        seed,
        kernels,
        algorithm,
        schedule,
        penalties,
        accumulation,
        augmentations,
        changed);
  }

  /** What a plan that trains is wanted for. */
  public Request trainingRequest() {
    return Request.training(model, frozen).with(algorithm);
  }

  /** Examples of a step of one worker: of the batches whose gradients are added up. */
  public int stepExamples() {
    return batchSize * accumulation;
  }

  /** What a step does with a gradient. */
  StepRule stepRule() {
    return new StepRule(optimizer, penalties, ParameterLayout.of(model), frozen);
  }

  /** Overwrites what is frozen with its values in other parameters. */
  void copyFrozen(float[] from, float[] to) {
    for (Slot slot : ParameterLayout.of(model).slots()) {
      if (frozen.contains(slot.name())) {
        System.arraycopy(from, slot.offset(), to, slot.offset(), slot.size());
      }
    }
  }

  private static void requireTrained(ParameterLayout layout, Set<String> frozen) {
    if (!frozen.isEmpty()
        && layout.slots().stream()
            .noneMatch(slot -> slot.spec().isTrained() && !frozen.contains(slot.name()))) {
      throw new IllegalArgumentException(
          "freeze: every parameter is frozen, none is left to train");
    }
  }
}
