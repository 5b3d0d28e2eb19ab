package dev.convoy.train;

import dev.convoy.worker.TrainingFailedException;

/** A number is no longer finite. */
final class DivergedException extends TrainingFailedException {
  private static final long serialVersionUID = 1;

  private final String problem;

  /** With what is not finite, and where. */
  DivergedException(String problem) {
    super(problem + "; try a lower learning rate");
    this.problem = problem;
  }

  /** The message without the advice. */
  String problem() {
    return problem;
  }
}
