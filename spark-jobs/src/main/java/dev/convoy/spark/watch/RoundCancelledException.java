package dev.convoy.spark.watch;

/** A round was given up because the run is to stop; the message is one line that names it. */
public final class RoundCancelledException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RoundCancelledException(String message) {
    super(message);
  }
}
