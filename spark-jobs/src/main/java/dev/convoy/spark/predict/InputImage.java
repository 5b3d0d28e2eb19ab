package dev.convoy.spark.predict;

import java.util.Optional;

/**
 * An image to predict for.
 *
 * @param path what tells it from others, if it has a name
 * @param id the data set's own name for it, or its number, if it has one
 * @param label its class, or -1
 * @param pixels unsigned bytes in height, width, channel order; empty if it is bad
 * @param error why it is bad, or an empty text
 */
record InputImage(
    Optional<String> path, Optional<String> id, int label, byte[] pixels, String error) {
  private static final byte[] NONE = {};

  static InputImage bad(String path, Optional<String> id, int label, String error) {
    return new InputImage(Optional.of(path), id, label, NONE, error);
  }

  boolean isBad() {
    return !error.isEmpty();
  }
}
