package dev.convoy.cluster;

import java.util.Locale;

/** The data sets of a run. */
public enum Split {
  /** The training data. */
  TRAINING,
  /** The test data, for evaluation. */
  TEST;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
