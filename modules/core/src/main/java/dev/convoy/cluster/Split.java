package dev.convoy.cluster;

import java.util.Locale;

/** The data sets of a run. */
public enum Split {
  /** What the model is trained on. */
  TRAINING,
  /** What it is evaluated on. */
  TEST;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
