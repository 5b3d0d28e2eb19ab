package dev.convoy.worker;

/** Thrown when training cannot continue; the message is one line for the user. */
public class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Makes an exception with a message that names what failed. */
  public TrainingFailedException(String message) {
    super(message);
  }
}
