package dev.convoy.hadoop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link Packer} says of a folder. It is written last: without it the folder is not packed
 * data.
 *
 * @param seed of the permutation
 * @param splits by name, {@value #TRAINING} and perhaps {@value #TEST}
 */
record PackManifest(long seed, Map<String, PackedSplit> splits) {
  static final String NAME = "manifest.json";
  static final String TRAINING = "train";
  static final String TEST = "test";

  /** A file of a terabyte of data names some thousands of files. */
  static final int MOST_BYTES = 16 << 20;

  private static final String FORMAT = "convoy-packed-1";

  byte[] toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("seed", seed);
    new TreeMap<>(splits).forEach((name, split) -> json.set(name, split.toJson()));
    return StrictJson.lines(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a manifest; refuses one that is not of this format or contradicts itself. */
  static PackManifest parse(String source, byte[] content) {
    ObjectNode json = StrictJson.object(source, content);
    JsonNode format = json.path("format");
    if (!FORMAT.equals(format.textValue())) {
      throw StrictJson.malformed(
          source, "format is " + StrictJson.shown(format) + ", must be \"" + FORMAT + "\"", null);
    }
    JsonNode seed = json.path("seed");
    if (!seed.isIntegralNumber() || !seed.canConvertToLong() || !json.has(TRAINING)) {
      throw StrictJson.malformed(source, "must have a seed and " + TRAINING, null);
    }
    Map<String, PackedSplit> splits = new TreeMap<>();
    for (String name : new String[] {TRAINING, TEST}) {
      if (json.has(name)) {
        splits.put(name, PackedSplit.parse(source, name, json.get(name)));
      }
    }
    return new PackManifest(seed.longValue(), splits);
  }

  /** A list of integers. */
  static ArrayNode array(long... values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (long value : values) {
      array.add(value);
    }
    return array;
  }
}
