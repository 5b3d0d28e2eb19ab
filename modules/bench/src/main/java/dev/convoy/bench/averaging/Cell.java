package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One training run of the study.
 *
 * @param model a named model
 * @param workers number of replicas
 * @param epochs how often it goes through the data
 * @param seed of everything random
 * @param options further options of {@code convoy train}, as users write them; empty for none
 */
record Cell(String model, int workers, int epochs, long seed, String options) {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "--sync", "epoch",
          "--outer", "average",
          "--inner-state", "reset",
          "--wire", "float32",
          "--scale-rate", "none",
          "--optimizer", "sgd:0.02,0.9",
          "--batch-size", "64");

  /** The cell that a line of results is about. */
  static Cell of(JsonNode line) {
    return new Cell(
        line.path("model").asText(),
        line.path("workers").asInt(),
        line.path("epochs").asInt(),
        line.path("seed").asLong(),
        line.path("options").asText());
  }

  /** The line of results, without results. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model", model)
        .put("workers", workers)
        .put("epochs", epochs)
        .put("seed", seed)
        .put("options", options);
  }

  /**
   * The value of an option, or its default.
   *
   * @throws IllegalArgumentException if the options hold one that the study does not know
   */
  String option(String name) {
    Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
    String[] words = options.isBlank() ? new String[0] : options.strip().split("\\s+");
    Set<String> known = DEFAULTS.keySet();
    for (int i = 0; i < words.length; i += 2) {
      if (!known.contains(words[i]) || i + 1 == words.length) {
        throw new IllegalArgumentException(
            "option '" + words[i] + "' is unknown or lacks a value; the study knows " + known);
      }
      values.put(words[i], words[i + 1]);
    }
    return values.get(name);
  }
}
