package dev.convoy.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another reader of the format, made from its description and sharing nothing with the one under
 * test, not even the parser of JSON.
 */
public final class IndependentSafetensors {
  /** A tensor and its values in the order of the file. */
  public record Tensor(int[] shape, float[] values) {
    /** The value at these indices. */
    public float at(int... index) {
      int place = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        place = place * shape[axis] + index[axis];
      }
      return values[place];
    }
  }

  private static final Pattern ENTRY =
      Pattern.compile(
          "\"([\\w.-]+)\":\\{\"dtype\":\"F32\",\"shape\":\\[([\\d,]*)\\],"
              + "\"data_offsets\":\\[(\\d+),(\\d+)\\]\\}");

  private IndependentSafetensors() {}

  public static Map<String, Tensor> read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int start = Math.toIntExact(8 + bytes.getLong());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Matcher matcher = ENTRY.matcher(header(file));
    while (matcher.find()) {
      int[] shape =
          Arrays.stream(matcher.group(2).split(",")).mapToInt(Integer::parseInt).toArray();
      int begin = start + Integer.parseInt(matcher.group(3));
      int end = start + Integer.parseInt(matcher.group(4));
      float[] values = new float[(end - begin) / 4];
      bytes.position(begin);
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getFloat();
      }
      tensors.put(matcher.group(1), new Tensor(shape, values));
    }
    return tensors;
  }

  public static String header(byte[] file) {
    int length = Math.toIntExact(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
    return new String(file, 8, length, StandardCharsets.UTF_8);
  }

  /** A file of any header and so many bytes of values. */
  public static byte[] file(String header, int valueBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + valueBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
