package dev.convoy.bench.curve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the epochs of a run brought.
 *
 * @param lines of the epochs that are done, in their order
 */
record RunMetrics(List<JsonNode> lines) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Reads the metrics in a run directory.
   *
   * @throws IllegalArgumentException if there are none, or no epoch is done
   */
  static RunMetrics read(Path run) throws IOException {
    Path metrics = run.resolve("metrics.jsonl");
    List<JsonNode> epochs = new ArrayList<>();
    for (String line : Files.exists(metrics) ? Files.readAllLines(metrics) : List.<String>of()) {
      JsonNode event = parsed(metrics, line);
      if (event.path("event").asText().equals("epoch")) {
        epochs.add(event);
      }
    }
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException(
          "run '" + run + "' must have metrics.jsonl with an epoch that is done");
    }
    return new RunMetrics(List.copyOf(epochs));
  }

  private static JsonNode parsed(Path metrics, String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("file '" + metrics + "' must be JSON, line by line", e);
    }
  }

  int epochs() {
    return lines.size();
  }

  /** A value of each epoch, times a factor; not finite where there is none. */
  List<Double> values(String key, double factor) {
    return lines.stream().map(line -> factor * line.path(key).asDouble(Double.NaN)).toList();
  }
}
