package dev.convoy.spark.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run has led to: two runs with the same outcome have taken the same steps, to the bit.
 *
 * @param result SHA-256 of the parameters that it ended with, or an empty text if it did not end
 * @param vectors SHA-256 of each file of vectors in its last checkpoint: parameters, states of the
 *     optimizers, average and best parameters
 */
record Outcome(String result, Map<String, String> vectors) {
  /** That of a run without a result. */
  static final Outcome NONE = new Outcome("", Map.of());

  /** What a run that has ended left in its directory, and told. */
  static Outcome of(Path runDirectory, JsonNode lastEvent) throws IOException {
    Map<String, String> vectors = new TreeMap<>();
    JsonNode manifest =
        new ObjectMapper()
            .readTree(newestCheckpoint(runDirectory).resolve("manifest.json").toFile());
    manifest
        .get("files")
        .properties()
        .forEach(
            file -> {
              if (file.getKey().endsWith(".safetensors")) {
                vectors.put(file.getKey(), file.getValue().get("sha256").asText());
              }
            });
    return new Outcome(lastEvent.get("parametersSha256").asText(), vectors);
  }

  private static Path newestCheckpoint(Path runDirectory) throws IOException {
    try (Stream<Path> checkpoints = Files.list(runDirectory.resolve("checkpoints"))) {
      return checkpoints.max(Comparator.comparing(Path::getFileName)).orElseThrow();
    }
  }
}
