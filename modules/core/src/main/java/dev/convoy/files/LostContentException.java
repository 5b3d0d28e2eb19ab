package dev.convoy.files;

import java.io.IOException;

/** A file is there, but what it held is lost or damaged. */
public final class LostContentException extends IOException {
  private static final long serialVersionUID = 1;

  public LostContentException(String message, Throwable cause) {
    super(message, cause);
  }
}
