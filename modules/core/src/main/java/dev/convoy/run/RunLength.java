package dev.convoy.run;

import dev.convoy.train.OnNan;

/**
 * When a run ends.
 *
 * @param epochs number of passes over the training data, at least 1
 * @param onNan how to handle a loss or a parameter that is not finite
 */
public record RunLength(int epochs, OnNan onNan) {
  /** Eight epochs; the run fails on values that are not finite. */
  public static final RunLength STANDARD = new RunLength(8, OnNan.FAIL);

  /** Checks the number of epochs. */
  public RunLength {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs " + epochs + " must be at least 1");
    }
  }
}
