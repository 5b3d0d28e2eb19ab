package dev.convoy.check;

import java.util.List;

/**
 * The result of a gradient check.
 *
 * @param slots the results for the model's slots, in order
 */
public record GradientReport(List<SlotCheck> slots) {
  /** Copies the list. */
  public GradientReport {
    slots = List.copyOf(slots);
  }

  /** Whether no slot's gradient is wrong, and at least one is certainly right. */
  public boolean passed() {
    return count(SlotCheck.Verdict.WRONG) == 0 && count(SlotCheck.Verdict.RIGHT) > 0;
  }

  /** Number of slots with this verdict. */
  public long count(SlotCheck.Verdict verdict) {
    return slots.stream().filter(slot -> slot.verdict() == verdict).count();
  }
}
