package dev.convoy.spark.command.options;

/** Something that the user gave is wrong and nothing was done; the message is one line. */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }

  public BadInputException(String message) {
    super(message);
  }
}
