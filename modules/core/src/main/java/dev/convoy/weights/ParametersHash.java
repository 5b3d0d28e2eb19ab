package dev.convoy.weights;

import dev.convoy.files.Digests;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The identity of trained parameters: two runs that claim to be equal have equal hashes.
 *
 * <p>Source: SHA-256 of the values as little-endian IEEE 754 binary32, in layout order.
 */
public final class ParametersHash {
  private static final int CHUNK_FLOATS = 16_384;

  private ParametersHash() {}

  /** The hash in 64 lower-case hexadecimal digits; it looks at raw bits, so −0 differs from 0. */
  public static String of(float[] parameters) {
    MessageDigest digest = Digests.sha256();
    ByteBuffer chunk =
        ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < parameters.length; start += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, parameters.length - start);
      chunk.asFloatBuffer().put(parameters, start, count);
      digest.update(chunk.array(), 0, count * Float.BYTES);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
