package dev.convoy.check;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of overfitting one batch.
 *
 * @param losses the mean loss before the first step, and after each step
 * @param accuracy the share of examples classified correctly after the last step
 * @param passed whether the model overfitted the batch
 */
public record OverfitReport(List<Double> losses, double accuracy, boolean passed) {
  /** A loss is still falling if the last third of the steps reduced it below this share. */
  private static final double FALLING = 0.99;

  /** A loss above this multiple of its initial value has diverged. */
  private static final double RISEN = 1.1;

  /** Copies the list. */
  public OverfitReport {
    losses = List.copyOf(losses);
  }

  /** Number of steps taken. */
  public int steps() {
    return losses.size() - 1;
  }

  /** The loss after the last step. */
  public double loss() {
    return losses.get(steps());
  }

  /** Whether more steps are likely to help. */
  public boolean isStillFalling() {
    return loss() < FALLING * losses.get(steps() * 2 / 3);
  }

  /** Whether the loss ended well above its initial value, or is NaN. */
  public boolean diverged() {
    return !(loss() <= RISEN * losses.get(0));
  }

  /** The steps at which to show the loss curve: 0, 1, 2, 5, 10, 20, 50 and so on, and the last. */
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
