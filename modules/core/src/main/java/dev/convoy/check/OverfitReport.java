package dev.convoy.check;

import java.util.ArrayList;
import java.util.List;

/**
 * How learning one batch by heart went.
 *
 * @param losses the mean loss before the first step, and after each
 * @param accuracy the share of examples that are classified correctly in the end
 * @param passed whether the batch was learnt
 */
public record OverfitReport(List<Double> losses, double accuracy, boolean passed) {
  /** What is left, at most, of a loss that falls, after the last third of the steps. */
  private static final double FALLING = 0.99;

  /** What a loss is of its start, at least, if steps are too long. */
  private static final double RISEN = 1.1;

  /** Copies the list. */
  public OverfitReport {
    losses = List.copyOf(losses);
  }

  /** Number of steps taken. */
  public int steps() {
    return losses.size() - 1;
  }

  /** The loss in the end. */
  public double loss() {
    return losses.get(steps());
  }

  /** Whether more steps are likely to help. */
  public boolean isStillFalling() {
    return loss() < FALLING * losses.get(steps() * 2 / 3);
  }

  /** Whether the loss ended well above where it started, or is no longer a number. */
  public boolean diverged() {
    return !(loss() <= RISEN * losses.get(0));
  }

  /** A few steps to show the curve at: 0, 1, 2, 5, 10, 20, 50 and so on, and the last. */
  public List<Integer> shownSteps() {
    List<Integer> shown = new ArrayList<>();
    for (int step = 0; step < steps(); step = next(step)) {
      shown.add(step);
    }
    shown.add(steps());
    return shown;
  }

  private static int next(int step) {
    if (step == 0) {
      return 1;
    }
    boolean two = Integer.toString(step).startsWith("2");
    return two ? step / 2 * 5 : step * 2;
  }
}
