package dev.convoy.worker;

/** Training cannot go on; the message is one line for the user. */
public class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message that names what failed. */
  public TrainingFailedException(String message) {
    super(message);
  }
}
