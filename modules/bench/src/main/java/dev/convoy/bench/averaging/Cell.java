package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.run.RunConfig;
import java.nio.charset.StandardCharsets;

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
   * Its hyperparameters.
   *
   * @throws IllegalArgumentException if an option is unknown or lacks a value
   */
  RunConfig config() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    String[] words = options.isBlank() ? new String[0] : options.strip().split("\\s+");
    for (int i = 0; i < words.length; i += 2) {
      if (!words[i].startsWith("--") || i + 1 == words.length) {
        throw new IllegalArgumentException("option '" + words[i] + "' lacks a value");
      }
      String key = words[i].substring("--".length());
      if (words[i + 1].matches("[0-9]+")) {
        json.put(key, Integer.parseInt(words[i + 1]));
      } else {
        json.put(key, words[i + 1]);
      }
    }
    return RunConfig.forWorkers(workers)
        .withEpochs(epochs)
        .withSeed(seed)
        .with("options", json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
