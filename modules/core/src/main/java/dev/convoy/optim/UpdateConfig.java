package dev.convoy.optim;

import dev.convoy.model.ParameterLayout;
import java.io.Serializable;
import java.util.Set;

/**
 * How training steps update parameters, and which parameters they update.
 *
 * @param optimizer the optimizer
 * @param schedule the learning-rate schedule
 * @param penalties gradient clipping and weight penalties
 * @param accumulation number of batches whose gradients are accumulated for one step, at least 1
 * @param frozen names of the slots that keep their values, bit for bit
 */
public record UpdateConfig(
    Optimizer optimizer,
    ScaledSchedule schedule,
    GradientTransforms penalties,
    int accumulation,
    Set<String> frozen)
    implements Serializable {
  /** Checks the number of batches. */
  public UpdateConfig {
    if (accumulation < 1) {
      throw new IllegalArgumentException("accumulate " + accumulation + " must be at least 1");
    }
    frozen = Set.copyOf(frozen);
  }

  /** A configuration with a constant rate, one batch per step and nothing frozen. */
  public static UpdateConfig of(Optimizer optimizer) {
    return new UpdateConfig(
        optimizer, ScaledSchedule.constant(), GradientTransforms.NONE, 1, Set.of());
  }

  /** Returns a copy with another schedule. */
  public UpdateConfig with(ScaledSchedule changed) {
    return new UpdateConfig(optimizer, changed, penalties, accumulation, frozen);
  }

  /** Returns a copy with other penalties. */
  public UpdateConfig with(GradientTransforms changed) {
    return new UpdateConfig(optimizer, schedule, changed, accumulation, frozen);
  }

  /** Returns a copy that accumulates gradients over this number of batches. */
  public UpdateConfig accumulating(int batches) {
    return new UpdateConfig(optimizer, schedule, penalties, batches, frozen);
  }

  /** Returns a copy in which exactly these slots are frozen. */
  public UpdateConfig freezing(Set<String> slots) {
    return new UpdateConfig(optimizer, schedule, penalties, accumulation, slots);
  }

  /**
   * Checks that the parameters have every frozen slot and at least one slot to train.
   *
   * @throws IllegalArgumentException in one line
   */
  public void requireFits(ParameterLayout layout) {
    frozen.forEach(layout::slot);
    if (!frozen.isEmpty()
        && layout.slots().stream()
            .noneMatch(slot -> slot.spec().isTrained() && !frozen.contains(slot.name()))) {
      throw new IllegalArgumentException(
          "freeze: every parameter is frozen, none is left to train");
    }
  }
}
