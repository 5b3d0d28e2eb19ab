package dev.convoy.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a safetensors file from its specification, with nothing of Convoy's own reader and writer.
 *
 * <p>Source: the format description of the safetensors library by Hugging Face.
 */
public final class SafetensorsTensors {
  private SafetensorsTensors() {}

  /**
   * One tensor.
   *
   * @param shape its sizes
   * @param values in row-major order
   */
  public record Tensor(long[] shape, float[] values) {}

  /** All tensors by name, in the order of the header. */
  public static Map<String, Tensor> read(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(bytes.getLong());
    JsonNode header = new ObjectMapper().readTree(file, Long.BYTES, headerLength);
    int data = Long.BYTES + headerLength;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    header
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("__metadata__")) {
                tensors.put(entry.getKey(), tensor(bytes, data, entry.getKey(), entry.getValue()));
              }
            });
    return tensors;
  }

  private static Tensor tensor(ByteBuffer bytes, int data, String name, JsonNode entry) {
    if (!entry.get("dtype").asText().equals("F32")) {
      throw new IllegalArgumentException(name + ": dtype " + entry.get("dtype") + ", expected F32");
    }
    JsonNode sizes = entry.get("shape");
    long[] shape = new long[sizes.size()];
    long count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sizes.get(i).asLong();
      count *= shape[i];
    }
    int from = data + entry.get("data_offsets").get(0).asInt();
    int to = data + entry.get("data_offsets").get(1).asInt();
    if (to - from != count * Float.BYTES) {
      throw new IllegalArgumentException(name + ": offsets do not fit the shape");
    }
    float[] values = new float[Math.toIntExact(count)];
    bytes.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return new Tensor(shape, values);
  }
}
