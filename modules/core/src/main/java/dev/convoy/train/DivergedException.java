package dev.convoy.train;

import dev.convoy.worker.TrainingFailedException;

/** Thrown when training diverges: a loss, a parameter or another value is not finite. */
final class DivergedException extends TrainingFailedException {
  private static final long serialVersionUID = 1;

  private final String problem;

  /** Makes an exception that names the value that is not finite and where it occurred. */
  DivergedException(String problem) {
    super(problem + "; try a lower learning rate");
    this.problem = problem;
  }

  /** The message without the advice. */
  String problem() {
    return problem;
  }
}
