package dev.convoy.optim;

import dev.convoy.model.ParameterLayout;
import java.io.Serializable;
import java.util.Set;

/**
 * How steps are taken, and with which parameters.
 *
 * @param optimizer the rule of a step
 * @param schedule what becomes of the optimizer's rate
 * @param penalties what keeps steps and weights small
 * @param accumulation batches of a step, whose gradients are added up; at least 1
 * @param frozen names of the parameters' slots that stay as they are, to the bit
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

  /** At a constant rate, each step of one batch, with nothing frozen. */
  public static UpdateConfig of(Optimizer optimizer) {
    return new UpdateConfig(
        optimizer, ScaledSchedule.constant(), GradientTransforms.NONE, 1, Set.of());
  }

  /** The same with another schedule. */
  public UpdateConfig with(ScaledSchedule changed) {
    return new UpdateConfig(optimizer, changed, penalties, accumulation, frozen);
  }

  /** The same with other penalties. */
  public UpdateConfig with(GradientTransforms changed) {
    return new UpdateConfig(optimizer, schedule, changed, accumulation, frozen);
  }

  /** The same with steps of so many batches. */
  public UpdateConfig accumulating(int batches) {
    return new UpdateConfig(optimizer, schedule, penalties, batches, frozen);
  }

  /** The same with these slots frozen and no others. */
  public UpdateConfig freezing(Set<String> slots) {
    return new UpdateConfig(optimizer, schedule, penalties, accumulation, slots);
  }

  /**
   * Refuses parameters without one of the frozen slots, or with nothing left to train.
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
