package dev.convoy.spark.cluster;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float arrays on the wire: a length, then little-endian values, copied a chunk at a time. */
final class FloatArrays {
  private static final int CHUNK = 8192;

  private FloatArrays() {}

  static void write(Output output, float[] values) {
    output.writeInt(values.length);
    ByteBuffer chunk = newChunk(values.length);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      chunk.asFloatBuffer().put(values, from, count);
      output.writeBytes(chunk.array(), 0, count * Float.BYTES);
    }
  }

  static float[] read(Input input) {
    float[] values = new float[input.readInt()];
    ByteBuffer chunk = newChunk(values.length);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      input.readBytes(chunk.array(), 0, count * Float.BYTES);
      chunk.asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  private static ByteBuffer newChunk(int length) {
    return ByteBuffer.allocate(Math.min(length, CHUNK) * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
