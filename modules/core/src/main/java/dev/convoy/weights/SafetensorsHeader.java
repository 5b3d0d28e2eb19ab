package dev.convoy.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The header of a safetensors file, believed only after it was held against the file's length: the
 * tensors must lie one after the other, without gaps, up to the end.
 *
 * @param metadata free text by name
 * @param entries the tensors in the order of their values
 */
public record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {
  /** The format allows 100 MB; this is room for more than 100,000 tensors and no burden. */
  private static final int MOST_BYTES = 16 << 20;

  private static final String COUNTER = ".num_batches_tracked";
  private static final List<String> KEYS = List.of("dtype", "shape", "data_offsets");

  /**
   * One tensor of floats, or one of PyTorch's counters of batches.
   *
   * @param name its name
   * @param type of its values
   * @param dimensions its sizes
   * @param begin position of its first byte after the header
   * @param end position after its last byte
   */
  public record Entry(String name, TensorType type, List<Long> dimensions, long begin, long end) {
    /** Whether it only counts the batches that a layer has seen. */
    boolean isCounter() {
      return name.endsWith(COUNTER);
    }
  }

  /**
   * Reads the header and leaves the stream at the first value.
   *
   * @param length of the whole file
   * @param floats the types that its tensors may have
   * @throws IllegalArgumentException in one line, if the file is malformed
   */
  static SafetensorsHeader read(String source, InputStream in, long length, Set<TensorType> floats)
      throws IOException {
    if (length < Long.BYTES) {
      throw StrictJson.malformed(
          source, "is " + length + " bytes, a safetensors file has at least 8", null);
    }
    long size =
        ByteBuffer.wrap(exactly(source, in, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long most = Math.min(length - Long.BYTES, MOST_BYTES);
    if (size < 2 || size > most) {
      throw StrictJson.malformed(
          source,
          "says that its header is "
              + Long.toUnsignedString(size)
              + " bytes, must be 2 to "
              + most
              + " in a file of "
              + length,
          null);
    }
    byte[] json = exactly(source, in, (int) size);
    if (json[0] != '{') {
      throw StrictJson.malformed(source, "header must start with '{'", null);
    }
    ObjectNode object = StrictJson.object(source, json);
    Map<String, String> metadata = metadata(source, object);
    List<Entry> entries = new ArrayList<>();
    object.fieldNames().forEachRemaining(name -> entries.add(entry(source, name, object, floats)));
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireContiguous(source, entries, length - Long.BYTES - size);
    return new SafetensorsHeader(Map.copyOf(metadata), List.copyOf(entries));
  }

  private static byte[] exactly(String source, InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw StrictJson.malformed(source, "ends within its header", null);
    }
    return bytes;
  }

  /** Takes the metadata out of the header. */
  private static Map<String, String> metadata(String source, ObjectNode header) {
    Map<String, String> metadata = new HashMap<>();
    JsonNode node = header.remove(SafetensorsWriter.METADATA);
    if (node == null) {
      return metadata;
    }
    if (!node.isObject()) {
      throw StrictJson.malformed(source, SafetensorsWriter.METADATA + " must be an object", null);
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!node.get(key).isTextual()) {
                throw StrictJson.malformed(
                    source, SafetensorsWriter.METADATA + ": '" + key + "' must be a string", null);
              }
              metadata.put(key, node.get(key).textValue());
            });
    return metadata;
  }

  private static Entry entry(
      String source, String name, ObjectNode header, Set<TensorType> floats) {
    String tensor = "tensor '" + name + "': ";
    JsonNode node = header.get(name);
    if (!node.isObject() || node.size() != KEYS.size() || !KEYS.stream().allMatch(node::has)) {
      throw StrictJson.malformed(
          source, tensor + "must be an object of dtype, shape and data_offsets", null);
    }
    TensorType type =
        type(
            source,
            tensor,
            node.get("dtype"),
            name.endsWith(COUNTER) ? EnumSet.of(TensorType.I64) : floats);
    List<Long> dimensions = naturals(source, tensor + "shape", node.get("shape"));
    List<Long> offsets = naturals(source, tensor + "data_offsets", node.get("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw StrictJson.malformed(
          source, tensor + "data_offsets " + offsets + " must be [begin, end]", null);
    }
    long bytes = offsets.get(1) - offsets.get(0);
    if (bytes != bytes(dimensions, type.bytes())) {
      throw StrictJson.malformed(
          source,
          tensor + "shape " + dimensions + " does not take the " + bytes + " bytes it is given",
          null);
    }
    return new Entry(name, type, dimensions, offsets.get(0), offsets.get(1));
  }

  private static TensorType type(
      String source, String tensor, JsonNode type, Set<TensorType> known) {
    for (TensorType candidate : known) {
      if (candidate.name().equals(type.textValue())) {
        return candidate;
      }
    }
    throw StrictJson.malformed(
        source,
        tensor
            + "is of type "
            + StrictJson.shown(type)
            + ", must be "
            + known.stream()
                .map(candidate -> "\"" + candidate + "\"")
                .collect(Collectors.joining(" or ")),
        null);
  }

  /** The bytes that a shape takes, −1 if they cannot be counted. */
  private static long bytes(List<Long> dimensions, long each) {
    try {
      return dimensions.stream().reduce(each, Math::multiplyExact);
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static List<Long> naturals(String source, String what, JsonNode node) {
    List<Long> naturals = new ArrayList<>();
    boolean good = node.isArray();
    for (JsonNode element : node) {
      good &= element.isIntegralNumber() && element.canConvertToLong() && element.longValue() >= 0;
      naturals.add(good ? element.longValue() : 0);
    }
    if (!good) {
      throw StrictJson.malformed(
          source,
          what + " " + StrictJson.shown(node) + " must be a list of whole numbers of at least 0",
          null);
    }
    return naturals;
  }

  private static void requireContiguous(String source, List<Entry> entries, long bytes) {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw StrictJson.malformed(
            source,
            "tensor '"
                + entry.name()
                + "': begins at "
                + entry.begin()
                + ", the one before ends at "
                + end,
            null);
      }
      end = entry.end();
    }
    if (end != bytes) {
      throw StrictJson.malformed(
          source, "holds " + bytes + " bytes of values, its header tells of " + end, null);
    }
  }
}
