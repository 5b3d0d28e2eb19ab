package dev.convoy.lease;

import java.io.IOException;

/** Another driver has the run; the message is one line that names it. */
public final class LeaseHeldException extends IOException {
  private static final long serialVersionUID = 1;

  /** With a message that names who holds the lease. */
  public LeaseHeldException(String message) {
    super(message);
  }
}
