package dev.convoy.check;

import java.util.Locale;

/**
 * What the gradient check found of one slot. Errors are relative: 0.01 is a hundredth of what the
 * loss changes along a direction.
 *
 * @param name such as {@code conv1.weight}
 * @param size number of parameters
 * @param median the median error of all directions
 * @param largest the largest
 * @param resolution how much the difference quotients themselves depend on their step
 * @param verdict what follows
 */
public record SlotCheck(
    String name, int size, double median, double largest, double resolution, Verdict verdict) {
  /** How many times the resolution an error is that cannot come from the quotients. */
  private static final double CERTAIN = 3;

  /** What the errors say of the gradient. */
  public enum Verdict {
    /** The median error is within the tolerance. */
    RIGHT,
    /** The difference quotients are too coarse to tell: the loss is flat here, or full of kinks. */
    UNCLEAR,
    /** The gradient is not that of the loss. */
    WRONG;

    /** The name in results, such as {@code right}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static SlotCheck of(
      String name, int size, double median, double largest, double resolution, double tolerance) {
    Verdict verdict = Verdict.WRONG;
    if (median <= tolerance) {
      verdict = Verdict.RIGHT;
    } else if (median <= CERTAIN * resolution) {
      verdict = Verdict.UNCLEAR;
    }
    return new SlotCheck(name, size, median, largest, resolution, verdict);
  }
}
