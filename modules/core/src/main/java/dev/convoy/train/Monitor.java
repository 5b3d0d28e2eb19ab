package dev.convoy.train;

import dev.convoy.worker.Evaluation;
import java.util.Locale;

/** What is looked at in evaluations on the test data to tell a better one. */
public enum Monitor {
  /** The share that was classified correctly. */
  ACCURACY,
  /** The mean loss. */
  LOSS;

  /** The one of this name, in lower case. */
  public static Monitor named(String name) {
    for (Monitor monitor : values()) {
      if (monitor.toString().equals(name)) {
        return monitor;
      }
    }
    throw new IllegalArgumentException("monitor '" + name + "' must be accuracy or loss");
  }

  /** A number that is larger the better an evaluation is. */
  double score(Evaluation evaluation) {
    return this == ACCURACY ? evaluation.accuracy() : -evaluation.loss();
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
