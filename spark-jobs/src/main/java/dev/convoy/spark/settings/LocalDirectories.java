package dev.convoy.spark.settings;

import dev.convoy.files.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Where Spark puts on this machine what does not fit into memory, and the jar itself. */
public final class LocalDirectories {
  /** More than the jar. */
  private static final int PROBE_BYTES = 4 << 20;

  private LocalDirectories() {}

  /**
   * Checks that they can be written to, because Spark itself tells so in a hundred lines.
   *
   * @throws IOException if one is full, or none can be used; the message names it
   */
  public static void requireRoom(SparkConf conf) throws IOException {
    requireRoom(of(conf, System.getenv()));
  }

  static void requireRoom(List<String> names) throws IOException {
    Optional<IOException> refused = Optional.empty();
    boolean usable = false;
    for (String name : names) {
      try {
        probe(Path.of(name));
        usable = true;
      } catch (IOException e) {
        IOException named =
            new IOException(
                "Spark's local directory '"
                    + name
                    + "' (SPARK_LOCAL_DIRS or spark.local.dir): "
                    + FileFailure.noSpace(e).orElseGet(() -> FileFailure.reason(e)),
                e);
        if (FileFailure.noSpace(e).isPresent()) {
          throw named;
        }
        refused = Optional.of(named);
      }
    }
    if (!usable && refused.isPresent()) {
      throw refused.get();
    }
  }

  /** The directories, as Spark's documentation says where they are set. */
  static List<String> of(SparkConf conf, Map<String, String> environment) {
    String standard = conf.get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    String names =
        environment.containsKey("CONTAINER_ID") // of YARN, whose own directories take precedence
            ? environment.getOrDefault("LOCAL_DIRS", standard)
            : environment.getOrDefault("SPARK_LOCAL_DIRS", standard);
    return Arrays.stream(names.split(",")).filter(name -> !name.isBlank()).toList();
  }

  private static void probe(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path file = Files.createTempFile(directory, "convoy-", ".probe");
    try {
      Files.write(file, new byte[PROBE_BYTES]);
    } finally {
      Files.delete(file);
    }
  }
}
