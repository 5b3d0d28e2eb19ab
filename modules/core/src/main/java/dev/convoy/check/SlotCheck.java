package dev.convoy.check;

import java.util.Locale;

/**
 * The result of a gradient check for one slot. Errors are relative: 0.01 is a hundredth of the
 * loss's change along a direction.
 *
 * @param name such as {@code conv1.weight}
 * @param size number of parameters
 * @param median the median error over all directions
 * @param largest the largest error
 * @param resolution how much the difference quotients depend on their step
 * @param verdict the verdict on the gradient
 */
public record SlotCheck(
    String name, int size, double median, double largest, double resolution, Verdict verdict) {
  /** An error above this multiple of the resolution cannot come from the quotients. */
  private static final double CERTAIN = 3;

  /** The verdict on a gradient. */
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
