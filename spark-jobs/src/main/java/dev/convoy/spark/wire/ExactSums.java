package dev.convoy.spark.wire;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.convoy.worker.ExactSum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Exact sums on the wire: their weight and length, the rounded sums as little-endian doubles, and
 * of the rest, which most values do not have, indices and values.
 */
final class ExactSums {
  private static final int CHUNK = 4096;

  private ExactSums() {}

  static void write(Output output, ExactSum sum) {
    output.writeLong(sum.weight());
    output.writeInt(sum.length());
    ByteBuffer chunk = newChunk(sum.length());
    for (int from = 0; from < sum.length(); from += CHUNK) {
      int count = Math.min(CHUNK, sum.length() - from);
      chunk.asDoubleBuffer().put(sum.high(), from, count);
      output.writeBytes(chunk.array(), 0, count * Double.BYTES);
    }
    writeLow(output, sum.low());
    output.writeInt(sum.rest().size());
    sum.rest()
        .forEach(
            (index, value) -> {
              byte[] unscaled = value.unscaledValue().toByteArray();
              output.writeInt(index);
              output.writeInt(value.scale());
              output.writeInt(unscaled.length);
              output.writeBytes(unscaled);
            });
  }

  private static void writeLow(Output output, double[] low) {
    int count = 0;
    for (double value : low) {
      count += value == 0 ? 0 : 1;
    }
    output.writeInt(count);
    for (int i = 0; count > 0 && i < low.length; i++) {
      if (low[i] != 0) {
        output.writeInt(i);
        output.writeDouble(low[i]);
      }
    }
  }

  static ExactSum read(Input input) {
    long weight = input.readLong();
    double[] high = new double[input.readInt()];
    ByteBuffer chunk = newChunk(high.length);
    for (int from = 0; from < high.length; from += CHUNK) {
      int count = Math.min(CHUNK, high.length - from);
      input.readBytes(chunk.array(), 0, count * Double.BYTES);
      chunk.asDoubleBuffer().get(high, from, count);
    }
    int lacking = input.readInt();
    double[] low = new double[lacking == 0 ? 0 : high.length];
    for (int left = lacking; left > 0; left--) {
      low[input.readInt()] = input.readDouble();
    }
    Map<Integer, BigDecimal> rest = new HashMap<>();
    for (int left = input.readInt(); left > 0; left--) {
      int index = input.readInt();
      int scale = input.readInt();
      rest.put(index, new BigDecimal(new BigInteger(input.readBytes(input.readInt())), scale));
    }
    return new ExactSum(weight, high, low, rest);
  }

  private static ByteBuffer newChunk(int length) {
    return ByteBuffer.allocate(Math.min(length, CHUNK) * Double.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
