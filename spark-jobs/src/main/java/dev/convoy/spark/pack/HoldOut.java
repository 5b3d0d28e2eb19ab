package dev.convoy.spark.pack;

import dev.convoy.files.Digests;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which training images are held out for validation. The name alone decides, so an image stays on
 * its side whatever others come or go.
 *
 * @param kept the share that is kept for training; 1 for all
 */
record HoldOut(double kept) implements Serializable {
  private static final double RANGE = 0x1p53;
  private static final int UNUSED_BITS = 11;

  boolean test(String name) {
    if (kept >= 1) {
      return false;
    }
    byte[] hash = Digests.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(hash).getLong() >>> UNUSED_BITS) / RANGE >= kept;
  }
}
