package dev.convoy.spark.command;

/** Something that the user gave is wrong and nothing was done; the message is one line. */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadInputException(String message, Throwable cause) {
    super(message, cause);
  }

  BadInputException(String message) {
    super(message);
  }
}
