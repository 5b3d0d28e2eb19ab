package dev.convoy.bench.curve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  /**
   * Reads the metrics in a run directory.
   *
   * @throws IllegalArgumentException if there are none, a line is no JSON object, or no epoch is
   *     done
   */
  static RunMetrics read(Path run) throws IOException {
    Path metrics = run.resolve("metrics.jsonl");
    List<JsonNode> epochs = new ArrayList<>();
    String content =
        Files.exists(metrics)
            ? new String(Files.readAllBytes(metrics), StandardCharsets.UTF_8)
            : "";
    List<String> lines = content.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode event =
          StrictJson.object(
              metrics + ": line " + (i + 1), lines.get(i).getBytes(StandardCharsets.UTF_8));
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

  int epochs() {
    return lines.size();
  }

  /** A value of each epoch, times a factor; not finite where there is none. */
  List<Double> values(String key, double factor) {
    return lines.stream().map(line -> factor * line.path(key).asDouble(Double.NaN)).toList();
  }
}
