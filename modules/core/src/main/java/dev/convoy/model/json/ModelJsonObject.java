package dev.convoy.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.tensor.Shape;
import dev.convoy.text.DidYouMean;
import dev.convoy.text.StrictJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One JSON object of a model file, read strictly. If a value breaks a rule, the getter's error
 * names the file, the layer, the key, the value and the rule.
 *
 * @param source the file
 * @param place the position in the file, such as {@code layer 2 'conv1' (conv2d)}; may be empty
 * @param node the object
 */
record ModelJsonObject(String source, String place, ObjectNode node) {
  /** The largest size of an image or window; sums of two sizes stay far from overflow. */
  static final int MOST_SIZE = 16_384;

  boolean has(String key) {
    return node.has(key);
  }

  /** Refuses unknown keys. */
  void requireKnown(Collection<String> known) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                String near = DidYouMean.suggestion(key, known);
                throw wrong(
                    "unknown key '"
                        + key
                        + "'"
                        + (near.isEmpty() ? "; known are " + String.join(", ", known) : near));
              }
            });
  }

  JsonNode value(String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      throw wrong("key '" + key + "' is missing");
    }
    return value;
  }

  String text(String key) {
    return text(key, value(key));
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list(key, value(key))) {
      texts.add(text(key, element));
    }
    return texts;
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = node.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(key, value, "must be true or false");
    }
    return value.booleanValue();
  }

  int count(String key) {
    return integer(key, value(key), 1, Integer.MAX_VALUE);
  }

  float number(String key, float otherwise) {
    return node.has(key) ? number(key) : otherwise;
  }

  float number(String key) {
    JsonNode value = value(key);
    if (!value.isNumber()) {
      throw wrong(key, value, "must be a number");
    }
    float number = value.decimalValue().floatValue();
    if (!Float.isFinite(number)) {
      throw wrong(key, value, "must fit a 32-bit float");
    }
    return number;
  }

  /** Reads a number or a list of numbers. */
  List<Integer> oneOrMore(String key, int least, int most) {
    JsonNode value = value(key);
    return value.isArray()
        ? integers(key, value, least, most)
        : List.of(integer(key, value, least, most));
  }

  /** Reads one of a few values, identified by their text. */
  <T> T oneOf(String key, T[] values) {
    String text = text(key);
    for (T value : values) {
      if (value.toString().equals(text)) {
        return value;
      }
    }
    String known =
        Stream.of(values).map(value -> "\"" + value + "\"").collect(Collectors.joining(" or "));
    throw wrong(key, value(key), "must be " + known);
  }

  /** Reads a size of at least 1 for each axis, given as a list or as one number for all. */
  List<Integer> sizes(String key, int axes) {
    return sizes(key, axes, 1);
  }

  /**
   * Reads a size of at least {@code least} for each axis, given as a list or as one number for all.
   */
  List<Integer> sizes(String key, int axes, int least) {
    JsonNode value = value(key);
    if (!value.isArray()) {
      int size = integer(key, value, least, MOST_SIZE);
      return List.copyOf(Collections.nCopies(axes, size));
    }
    List<Integer> sizes = integers(key, value, least, MOST_SIZE);
    if (sizes.size() != axes) {
      throw wrong(key, value, "must be a number or " + Shape.axisNames(axes));
    }
    return sizes;
  }

  List<Integer> integers(String key, JsonNode value, int least, int most) {
    List<Integer> integers = new ArrayList<>();
    for (JsonNode element : list(key, value)) {
      integers.add(integer(key, element, least, most));
    }
    return integers;
  }

  int integer(String key, JsonNode value, int least, int most) {
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw wrong(key, value, "must be a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }

  IllegalArgumentException wrong(String key, JsonNode value, String rule) {
    return wrong(key + " " + StrictJson.shown(value) + " " + rule);
  }

  IllegalArgumentException wrong(String message) {
    return StrictJson.malformed(source, place.isEmpty() ? message : place + ": " + message, null);
  }

  private String text(String key, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(key, value, "must be a string");
    }
    return value.textValue();
  }

  private JsonNode list(String key, JsonNode value) {
    if (!value.isArray() || value.isEmpty()) {
      throw wrong(key, value, "must be a list that is not empty");
    }
    return value;
  }
}
