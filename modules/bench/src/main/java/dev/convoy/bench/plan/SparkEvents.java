package dev.convoy.bench.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What Spark's own event log says about the bytes of a training: results and shuffled bytes of its
 * rounds' tasks, and blocks of broadcasts that were stored on executors.
 */
final class SparkEvents {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Set<String> rounds = new HashSet<>();
  private final Set<Integer> roundStages = new HashSet<>();
  private final Map<Piece, Long> stored = new HashMap<>();
  private final boolean local;
  private long bytesIn;

  /** A block of a broadcast on an executor. */
  private record Piece(String executor, String block) {
    String broadcast() {
      return block.substring(0, block.indexOf("_piece"));
    }
  }

  /**
   * Reads a log.
   *
   * @param local whether the driver is the executor
   */
  SparkEvents(Path log, boolean local) throws IOException {
    this.local = local;
    for (String line : Files.readAllLines(log)) {
      JsonNode event = MAPPER.readTree(line);
      switch (event.path("Event").asText()) {
        case "SparkListenerJobStart" -> jobStarted(event);
        case "SparkListenerTaskEnd" -> taskEnded(event);
        case "SparkListenerBlockUpdated" -> blockUpdated(event.path("Block Updated Info"));
        default -> {}
      }
    }
  }

  private void jobStarted(JsonNode event) {
    String what = event.path("Properties").path("spark.job.description").asText();
    if (what.contains("round")) {
      // One that folds its vectors on executors has two jobs of the same description.
      rounds.add(what);
      event.path("Stage IDs").forEach(stage -> roundStages.add(stage.asInt()));
    }
  }

  private void taskEnded(JsonNode event) {
    if (roundStages.contains(event.path("Stage ID").asInt())) {
      JsonNode metrics = event.path("Task Metrics");
      bytesIn += metrics.path("Result Size").asLong();
      bytesIn += metrics.path("Shuffle Write Metrics").path("Shuffle Bytes Written").asLong();
    }
  }

  private void blockUpdated(JsonNode block) {
    String executor = block.path("Block Manager ID").path("Executor ID").asText();
    String id = block.path("Block ID").asText();
    boolean isStored = block.path("Storage Level").path("Use Memory").asBoolean();
    if (id.contains("_piece") && isStored && executor.equals("driver") == local) {
      // Spark may tell twice of a block.
      stored.put(new Piece(executor, id), block.path("Memory Size").asLong());
    }
  }

  /** Bytes of contributions in a round, with what Spark adds to them. */
  double bytesIn() {
    return (double) bytesIn / rounds.size();
  }

  /**
   * Bytes that a broadcast of parameters stored on all executors together.
   *
   * @param parameters bytes of the parameters: what is much smaller is Spark's own, the tasks' code
   */
  double bytesOut(long parameters) {
    Map<String, Long> bytes = new HashMap<>();
    Map<String, Set<String>> executors = new HashMap<>();
    stored.forEach(
        (piece, size) -> {
          bytes.merge(piece.broadcast(), size, Long::sum);
          executors.computeIfAbsent(piece.broadcast(), b -> new HashSet<>()).add(piece.executor());
        });
    bytes.keySet().removeIf(b -> bytes.get(b) < 3 * parameters / 4 * executors.get(b).size());
    return bytes.values().stream().mapToLong(Long::longValue).average().orElse(0);
  }
}
