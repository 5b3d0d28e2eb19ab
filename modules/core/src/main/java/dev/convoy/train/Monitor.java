package dev.convoy.train;

import dev.convoy.worker.Evaluation;
import java.util.Locale;

/** The metric by which evaluations on the test data are compared. */
public enum Monitor {
  /** Share of examples classified correctly; higher is better. */
  ACCURACY,
  /** Mean loss; lower is better. */
  LOSS;

  /** Returns the monitor of this name, in lower case. */
  public static Monitor named(String name) {
    for (Monitor monitor : values()) {
      if (monitor.toString().equals(name)) {
        return monitor;
      }
    }
    throw new IllegalArgumentException("monitor '" + name + "' must be accuracy or loss");
  }

  /** The score of an evaluation; higher is better. */
  double score(Evaluation evaluation) {
    return this == ACCURACY ? evaluation.accuracy() : -evaluation.loss();
  }

  /** The name in options and files, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
