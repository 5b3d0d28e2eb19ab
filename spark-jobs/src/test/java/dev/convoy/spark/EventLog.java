package dev.convoy.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Spark writes of a run while it goes on: a test that has to do something within a round reads
 * here that it has begun.
 *
 * @param directory where to; must exist
 */
public record EventLog(Path directory) {
  /** The options of spark-submit that make Spark write it. */
  public List<String> options() {
    List<String> options = new ArrayList<>();
    for (String setting :
        List.of("enabled=true", "dir=" + directory, "compress=false", "rolling.enabled=false")) {
      options.addAll(List.of("--conf", "spark.eventLog." + setting));
    }
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
