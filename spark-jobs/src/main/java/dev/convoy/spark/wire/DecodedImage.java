package dev.convoy.spark.wire;

import java.io.Serializable;

/**
 * An image that was decoded, or why it could not be.
 *
 * @param name of the image if it is bad, or else empty
 * @param reason why it is bad, or empty
 * @param heldOut whether it is for validation
 * @param label its class
 * @param pixels unsigned bytes in height, width, channel order; empty if it is bad
 */
public record DecodedImage(String name, String reason, boolean heldOut, int label, byte[] pixels)
    implements Serializable {
  private static final byte[] NONE = {};

  /** A good one. */
  public static DecodedImage of(boolean heldOut, int label, byte[] pixels) {
    return new DecodedImage("", "", heldOut, label, pixels);
  }

  /** A bad one. */
  public static DecodedImage bad(String name, String reason) {
    return new DecodedImage(name, reason, false, 0, NONE);
  }

  /** Whether it could not be decoded. */
  public boolean isBad() {
    return !reason.isEmpty();
  }
}
