package dev.convoy.image;

import java.io.IOException;

/** An image that cannot be used: not decoded, or too large. The message says why, not which. */
public final class BadImageException extends IOException {
  private static final long serialVersionUID = 1;

  /** For this reason, in a few words without the image's name. */
  public BadImageException(String reason) {
    super(reason);
  }

  /** For this reason, found by another exception. */
  public BadImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
