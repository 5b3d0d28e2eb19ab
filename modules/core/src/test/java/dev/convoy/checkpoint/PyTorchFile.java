package dev.convoy.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A safetensors file as PyTorch's {@code save_file} writes it: tensors in the order of their names,
 * the header filled up with spaces to a multiple of eight bytes.
 */
final class PyTorchFile {
  private final Map<String, String> entries = new TreeMap<>();
  private final Map<String, byte[]> values = new TreeMap<>();

  /** A tensor of which value i is {@code first + i}. */
  PyTorchFile with(String name, String type, int first, int... dimensions) {
    int size = 1;
    StringBuilder shape = new StringBuilder();
    for (int dimension : dimensions) {
      size *= dimension;
      shape.append(shape.isEmpty() ? "" : ",").append(dimension);
    }
    int bytes = type.equals("I64") ? 8 : type.equals("F32") ? 4 : 2;
    ByteBuffer buffer = ByteBuffer.allocate(size * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      put(buffer, type, first + i);
    }
    entries.put(name, "{\"dtype\":\"" + type + "\",\"shape\":[" + shape + "],\"data_offsets\":[");
    values.put(name, buffer.array());
    return this;
  }

  PyTorchFile with(String name, int first, int... dimensions) {
    return with(name, "F32", first, dimensions);
  }

  private static void put(ByteBuffer buffer, String type, int value) {
    switch (type) {
      case "F32" -> buffer.putFloat(value);
      case "BF16" -> buffer.putShort((short) (Float.floatToIntBits(value) >>> 16));
      // the bits themselves, so that tests choose them
      case "F16" -> buffer.putShort((short) value);
      default -> buffer.putLong(value);
    }
  }

  byte[] bytes() {
    StringBuilder json = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    int end = 0;
    for (String name : entries.keySet()) {
      int begin = end;
      end += values.get(name).length;
      json.append(",\"" + name + "\":" + entries.get(name) + begin + "," + end + "]}");
    }
    json.append("}");
    while (json.length() % 8 != 0) {
      json.append(' ');
    }
    ByteBuffer file = ByteBuffer.allocate(8 + json.length() + end).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length()).put(json.toString().getBytes(StandardCharsets.UTF_8));
    values.values().forEach(file::put);
    return file.array();
  }
}
