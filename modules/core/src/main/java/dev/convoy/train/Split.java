package dev.convoy.train;

/** The data sets of a run. */
public enum Split {
  /** What the model is trained on. */
  TRAINING,
  /** What it is evaluated on. */
  TEST
}
