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
public record Optimization(
    Optimizer optimizer,
    Schedule schedule,
    Penalties penalties,
    int accumulation,
    Set<String> frozen)
    implements Serializable {
  /** Checks the number of batches. */
  public Optimization {
    if (accumulation < 1) {
      throw new IllegalArgumentException("accumulate " + accumulation + " must be at least 1");
    }
    frozen = Set.copyOf(frozen);
  }

  /** At a constant rate, each step of one batch, with nothing frozen. */
  public static Optimization of(Optimizer optimizer) {
    return new Optimization(optimizer, Schedule.constant(), Penalties.NONE, 1, Set.of());
  }

  /** The same with another schedule. */
  public Optimization with(Schedule changed) {
    return new Optimization(optimizer, changed, penalties, accumulation, frozen);
  }

  /** The same with other penalties. */
  public Optimization with(Penalties changed) {
    return new Optimization(optimizer, schedule, changed, accumulation, frozen);
  }

  /** The same with steps of so many batches. */
  public Optimization accumulating(int batches) {
    return new Optimization(optimizer, schedule, penalties, batches, frozen);
  }

  /** The same with these slots frozen and no others. */
  public Optimization freezing(Set<String> slots) {
    return new Optimization(optimizer, schedule, penalties, accumulation, slots);
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
