package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.files.FileRecord;
import dev.convoy.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The list of a checkpoint's files. It is written last: without it the checkpoint does not exist.
 * Keys that this version does not know are passed over, so that later ones can add some.
 *
 * @param epoch number of complete epochs
 * @param rounds number of rounds done in the epoch after them
 * @param generation of the lease under which it was written; 0 for none
 * @param complete whether the run has ended
 * @param files by name
 */
record Manifest(
    int epoch, int rounds, int generation, boolean complete, Map<String, FileRecord> files) {
  private static final String FORMAT = "convoy-checkpoint-1";

  byte[] toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("epoch", epoch).put("rounds", rounds);
    json.put("generation", generation).put("complete", complete);
    ObjectNode list = json.putObject("files");
    new TreeMap<>(files)
        .forEach(
            (name, file) ->
                list.putObject(name).put("bytes", file.bytes()).put("sha256", file.sha256()));
    return StrictJson.lines(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a manifest; refuses one that is not of this format or lacks anything. */
  static Manifest parse(String source, byte[] content) {
    ObjectNode json = StrictJson.object(source, content);
    JsonNode format = json.path("format");
    if (!FORMAT.equals(format.textValue())) {
      throw StrictJson.malformed(
          source, "format is " + StrictJson.shown(format) + ", must be \"" + FORMAT + "\"", null);
    }
    JsonNode epoch = json.path("epoch");
    JsonNode rounds = json.path("rounds");
    JsonNode generation = json.path("generation");
    JsonNode complete = json.path("complete");
    JsonNode list = json.path("files");
    boolean good =
        isCount(epoch)
            && isCount(rounds)
            && isCount(generation)
            && complete.isBoolean()
            && list.isObject();
    Map<String, FileRecord> files = new TreeMap<>();
    for (Iterator<String> names = list.fieldNames(); good && names.hasNext(); ) {
      String name = names.next();
      JsonNode bytes = list.get(name).path("bytes");
      JsonNode sha256 = list.get(name).path("sha256");
      good = bytes.isIntegralNumber() && bytes.canConvertToLong() && sha256.isTextual();
      if (good) {
        files.put(name, new FileRecord(bytes.longValue(), sha256.textValue()));
      }
    }
    if (!good) {
      throw StrictJson.malformed(
          source,
          "must have an epoch, rounds, generation, complete, and files with bytes and sha256",
          null);
    }
    return new Manifest(
        epoch.intValue(), rounds.intValue(), generation.intValue(), complete.booleanValue(), files);
  }

  private static boolean isCount(JsonNode node) {
    return node.isInt() && node.intValue() >= 0;
  }
}
