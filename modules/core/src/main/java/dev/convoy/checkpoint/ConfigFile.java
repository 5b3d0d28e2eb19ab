package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configuration of a run in a file. Its first key tells it from other files of that name, of
 * which there are many.
 */
final class ConfigFile {
  private static final String FORMAT_KEY = "format";
  private static final String FORMAT = "convoy-run-2";

  /** A setting of the first version, of which only the default is left. */
  private static final String WARM_UP_ROUNDS = "warmupRounds";

  private static final Set<String> READABLE = Set.of("convoy-run-1", FORMAT);

  private ConfigFile() {}

  static byte[] toFile(ObjectNode config) {
    if (config.has(FORMAT_KEY)) {
      throw new IllegalArgumentException("config: the key '" + FORMAT_KEY + "' is taken");
    }
    ObjectNode file = JsonNodeFactory.instance.objectNode().put(FORMAT_KEY, FORMAT);
    file.setAll(config);
    return StrictJson.lines(file).getBytes(StandardCharsets.UTF_8);
  }

  static ObjectNode fromFile(String source, byte[] content) {
    ObjectNode config = StrictJson.object(source, content);
    JsonNode format = config.path(FORMAT_KEY);
    if (!format.isTextual() || !READABLE.contains(format.textValue())) {
      throw StrictJson.malformed(
          source, "is not of a Convoy run: " + FORMAT_KEY + " must be \"" + FORMAT + "\"", null);
    }
    config.remove(FORMAT_KEY);
    if (config.path(WARM_UP_ROUNDS).asInt() == 1) {
      config.remove(WARM_UP_ROUNDS);
    }
    return config;
  }

  /**
   * The first difference in words such as {@code seed is 2, but … was started with 1}.
   *
   * @param run what was started
   */
  static Optional<String> difference(
      String run, ObjectNode stored, ObjectNode asked, Set<String> mayDiffer) {
    // Through text and back, because numbers of different classes are never equal.
    ObjectNode read = fromFile("config", toFile(asked));
    ObjectNode compared = stored.deepCopy();
    compared.remove(mayDiffer);
    read.remove(mayDiffer);
    return difference(run, "", compared, read);
  }

  private static Optional<String> difference(
      String run, String prefix, ObjectNode stored, ObjectNode asked) {
    Set<String> keys = new TreeSet<>();
    stored.fieldNames().forEachRemaining(keys::add);
    asked.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      JsonNode before = stored.path(key);
      JsonNode now = asked.path(key);
      if (before.equals(now)) {
        continue;
      }
      if (before instanceof ObjectNode beforeObject && now instanceof ObjectNode nowObject) {
        return difference(run, prefix + key + ".", beforeObject, nowObject);
      }
      return Optional.of(
          prefix
              + key
              + (now.isMissingNode() ? " is not given" : " is " + StrictJson.shown(now))
              + ", but "
              + run
              + " was started "
              + (before.isMissingNode() ? "without it" : "with " + StrictJson.shown(before)));
    }
    return Optional.empty();
  }
}
