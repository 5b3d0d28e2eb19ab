package dev.convoy.files;

import java.io.IOException;

/** A disk is full, or what one may use of it; the message is one line that names the file. */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1;

  public NoSpaceException(String message, Throwable cause) {
    super(message, cause);
  }
}
