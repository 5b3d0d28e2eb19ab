package dev.convoy.hadoop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@link Packer} says of a folder. It is written last: without it the folder is not packed
 * data.
 *
 * @param seed of the permutation
 * @param splits by name, {@value #TRAINING} and perhaps {@value #VALIDATION} and {@value #TEST}
 * @param images what is known of the encoded images that they were made of, if they were
 */
record PackManifest(long seed, Map<String, PackedSplit> splits, Optional<PackedImages> images) {
  static final String NAME = "manifest.json";
  static final String TRAINING = "train";
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  /** Names of all splits. */
  static final List<String> SPLITS = List.of(TRAINING, VALIDATION, TEST);

  /** A file of a terabyte of data names some thousands of files. */
  static final int MOST_BYTES = 16 << 20;

  private static final String FORMAT = "convoy-packed-1";

  /** Of data made of encoded images. */
  private static final String IMAGES_FORMAT = "convoy-packed-2";

  private static final String IMAGES = "images";

  byte[] toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", images.isPresent() ? IMAGES_FORMAT : FORMAT).put("seed", seed);
    images.ifPresent(found -> json.set(IMAGES, found.toJson()));
    new TreeMap<>(splits).forEach((name, split) -> json.set(name, split.toJson()));
    return StrictJson.lines(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a manifest; refuses one that is not of this format or contradicts itself. */
  static PackManifest parse(String source, byte[] content) {
    ObjectNode json = StrictJson.object(source, content);
    JsonNode format = json.path("format");
    boolean ofImages = IMAGES_FORMAT.equals(format.textValue());
    if (!ofImages && !FORMAT.equals(format.textValue())) {
      throw StrictJson.malformed(
          source,
          "format is "
              + StrictJson.shown(format)
              + ", must be \""
              + FORMAT
              + "\" or \""
              + IMAGES_FORMAT
              + "\"",
          null);
    }
    JsonNode seed = json.path("seed");
    if (!seed.isIntegralNumber() || !seed.canConvertToLong() || !json.has(TRAINING)) {
      throw StrictJson.malformed(source, "must have a seed and " + TRAINING, null);
    }
    Map<String, PackedSplit> splits = new TreeMap<>();
    for (String name : SPLITS) {
      if (json.has(name)) {
        splits.put(name, PackedSplit.parse(source, name, json.get(name)));
      }
    }
    return new PackManifest(
        seed.longValue(),
        splits,
        ofImages ? Optional.of(PackedImages.parse(source, json.path(IMAGES))) : Optional.empty());
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
