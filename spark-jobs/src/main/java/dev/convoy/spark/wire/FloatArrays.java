package dev.convoy.spark.wire;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * Float arrays on the wire: a length, whether the lower halves of all values are zero and left out,
 * as those of bfloat16 are, and little-endian values, copied a chunk at a time. Every bit comes
 * back.
 */
final class FloatArrays {
  private static final int CHUNK = 8192;
  private static final int LOWER_HALF = 0xffff;

  private FloatArrays() {}

  static void write(Output output, float[] values) {
    write(output, values, 0, values.length);
  }

  /** Writes the values from {@code start} to {@code end} as an array of their own. */
  static void write(Output output, float[] values, int start, int end) {
    boolean halves = areLowerHalvesZero(values, start, end);
    output.writeInt(end - start);
    output.writeBoolean(halves);
    ByteBuffer chunk = newChunk(end - start);
    for (int from = start; from < end; from += CHUNK) {
      int count = Math.min(CHUNK, end - from);
      if (halves) {
        putUpperHalves(values, from, count, chunk.asShortBuffer());
      } else {
        chunk.asFloatBuffer().put(values, from, count);
      }
      output.writeBytes(chunk.array(), 0, count * bytes(halves));
    }
  }

  static float[] read(Input input) {
    float[] values = new float[input.readInt()];
    boolean halves = input.readBoolean();
    ByteBuffer chunk = newChunk(values.length);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      input.readBytes(chunk.array(), 0, count * bytes(halves));
      if (halves) {
        getUpperHalves(chunk.asShortBuffer(), values, from, count);
      } else {
        chunk.asFloatBuffer().get(values, from, count);
      }
    }
    return values;
  }

  private static int bytes(boolean halves) {
    return halves ? Short.BYTES : Float.BYTES;
  }

  private static boolean areLowerHalvesZero(float[] values, int start, int end) {
    for (int from = start; from < end; from += CHUNK) {
      int bits = 0;
      for (int i = from; i < Math.min(end, from + CHUNK); i++) {
        bits |= Float.floatToRawIntBits(values[i]);
      }
      if ((bits & LOWER_HALF) != 0) {
        return false;
      }
    }
    return true;
  }

  private static void putUpperHalves(float[] values, int from, int count, ShortBuffer to) {
    for (int i = 0; i < count; i++) {
      to.put(i, (short) (Float.floatToRawIntBits(values[from + i]) >>> Short.SIZE));
    }
  }

  private static void getUpperHalves(ShortBuffer from, float[] values, int at, int count) {
    for (int i = 0; i < count; i++) {
      values[at + i] = Float.intBitsToFloat(from.get(i) << Short.SIZE);
    }
  }

  private static ByteBuffer newChunk(int length) {
    return ByteBuffer.allocate(Math.min(length, CHUNK) * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
