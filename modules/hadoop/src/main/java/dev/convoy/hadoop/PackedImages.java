package dev.convoy.hadoop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.image.Preprocessing;
import dev.convoy.text.StrictJson;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What packed data keep of the encoded images that they were made of.
 *
 * @param source what the user called them
 * @param classNames names of the classes in the order of their labels; empty if they have none
 * @param preprocessing how images became pixels
 * @param decoder what decoded them
 * @param state changes if the images do: a hash of the names, lengths and times of their files
 * @param bad number of images that were left out because they could not be used
 * @param heldOut the share of training images that were not held out for validation, such as {@code
 *     0.9}; empty if none were
 */
public record PackedImages(
    String source,
    List<String> classNames,
    Preprocessing preprocessing,
    String decoder,
    String state,
    long bad,
    String heldOut)
    implements Serializable {
  private static final String NAMES = "classNames";

  /** Keeps an unmodifiable copy of the names. */
  public PackedImages {
    classNames = List.copyOf(classNames);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("source", source);
    classNames.forEach(json.putArray(NAMES)::add);
    json.put("preprocessing", preprocessing.text()).put("decoder", decoder).put("state", state);
    return json.put("bad", bad).put("split", heldOut);
  }

  static PackedImages parse(String source, JsonNode json) {
    List<String> names = new ArrayList<>();
    json.path(NAMES).forEach(name -> names.add(name.asText()));
    boolean good =
        json.path("source").isTextual()
            && json.path(NAMES).isArray()
            && json.path("decoder").isTextual()
            && json.path("state").isTextual()
            && json.path("bad").canConvertToLong()
            && json.path("split").isTextual();
    if (!good) {
      throw StrictJson.malformed(
          source,
          "images must have a source, classNames, preprocessing, decoder, state, bad and split",
          null);
    }
    try {
      return new PackedImages(
          json.path("source").textValue(),
          names,
          Preprocessing.parse(json.path("preprocessing").asText()),
          json.path("decoder").textValue(),
          json.path("state").textValue(),
          json.path("bad").longValue(),
          json.path("split").textValue());
    } catch (IllegalArgumentException e) {
      throw StrictJson.malformed(source, "images: " + e.getMessage(), e);
    }
  }
}
