package dev.convoy.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What Spark writes of a run while it goes on: a test that has to do something within a round reads
 * here that it has begun.
 *
 * @param directory where to; must exist
 */
public record EventLog(Path directory) {
  /** The settings that make Spark write it. */
  public Map<String, String> settings() {
    return Map.of(
        "spark.eventLog.enabled", "true",
        "spark.eventLog.dir", directory.toString(),
        "spark.eventLog.compress", "false",
        "spark.eventLog.rolling.enabled", "false");
  }

  /** Likewise as options of spark-submit. */
  public List<String> options() {
    List<String> options = new ArrayList<>();
    settings().forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    return options;
  }

  /** Whether this text has been written. */
  public boolean holds(String text) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }
}
