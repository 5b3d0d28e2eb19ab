package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import dev.convoy.train.BestEpochTracker;
import dev.convoy.train.EpochProgress;
import dev.convoy.worker.Evaluation;
import java.nio.charset.StandardCharsets;

/** How far an epoch was, as JSON; and which versions wrote it, for people who ask later. */
final class ProgressFile {
  private ProgressFile() {}

  static byte[] write(EpochProgress progress) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("rounds", progress.rounds());
    json.put("examples", progress.counted().examples());
    json.put("lossSum", progress.counted().lossSum());
    json.put("correct", progress.counted().correct());
    json.put("discarded", progress.discarded());
    json.put("seconds", progress.seconds());
    json.put("rollbacks", progress.rollbacks());
    json.put("bestEpoch", progress.tracker().bestEpoch());
    json.put("best", progress.tracker().best());
    json.put("reductions", progress.tracker().reductions());
    json.put("reducedAfter", progress.tracker().reducedAfter());
    String version = ProgressFile.class.getPackage().getImplementationVersion();
    json.put("convoyVersion", version == null ? "not packaged" : version);
    json.put("javaVersion", Runtime.version().toString());
    return StrictJson.lines(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads it; refuses one that lacks a number. */
  static EpochProgress read(String source, byte[] content) {
    ObjectNode json = StrictJson.object(source, content);
    Evaluation counted =
        new Evaluation(
            number(source, json, "examples").longValue(),
            number(source, json, "lossSum").doubleValue(),
            number(source, json, "correct").longValue());
    BestEpochTracker tracker =
        new BestEpochTracker(
            number(source, json, "bestEpoch").intValue(),
            number(source, json, "best").doubleValue(),
            number(source, json, "reductions").intValue(),
            number(source, json, "reducedAfter").intValue());
    return new EpochProgress(
        number(source, json, "rounds").intValue(),
        counted,
        number(source, json, "discarded").longValue(),
        number(source, json, "seconds").doubleValue(),
        number(source, json, "rollbacks").intValue(),
        tracker);
  }

  private static JsonNode number(String source, ObjectNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isNumber()) {
      throw StrictJson.malformed(source, "must have a number '" + key + "'", null);
    }
    return value;
  }
}
