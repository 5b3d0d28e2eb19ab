package dev.convoy.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Strict reading and writing of JSON. A source must hold one value, without duplicate keys and
 * without trailing content. Errors are one line that names the source.
 */
public final class StrictJson {
  private static final int MOST_MESSAGE = 400;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Otherwise messages would show 3.0 as 3.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJson() {}

  /**
   * Parses an object.
   *
   * @param source name of the content's source, for messages
   * @param content UTF-8
   * @throws IllegalArgumentException if the content is not a single valid object
   */
  public static ObjectNode object(String source, byte[] content) {
    return object(source, content, false);
  }

  /** Parses an object; {@code exact} keeps fractions as decimals instead of doubles. */
  public static ObjectNode object(String source, byte[] content, boolean exact) {
    JsonNode node;
    try {
      node =
          (exact
                  ? MAPPER.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                  : MAPPER.reader())
              .readTree(content);
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw malformed(source, "is not valid JSON: " + reason(e.getOriginalMessage()) + place, e);
    } catch (IOException | NumberFormatException e) {
      // A number with an exponent out of range does not cause a JsonProcessingException.
      throw malformed(source, "is not valid JSON: " + reason(e.getMessage()), e);
    }
    if (!(node instanceof ObjectNode object)) {
      throw malformed(source, "must be a JSON object", null);
    }
    return object;
  }

  /** The parser's message without its internal names, which are in back quotes. */
  private static String reason(String message) {
    return message.replaceAll("\\s*\\([^()`]*`.*|:?\\s*`.*", "");
  }

  /**
   * Reads a stream to its end.
   *
   * @throws IllegalArgumentException if the stream is longer than {@code most} bytes
   */
  public static byte[] bounded(String source, InputStream in, int most) throws IOException {
    byte[] content = in.readNBytes(most);
    if (content.length == most && in.read() >= 0) {
      throw malformed(source, "is longer than " + most + " bytes", null);
    }
    return content;
  }

  /**
   * Writes a value in one line with a space after each comma and colon: {@code {"a": 1, "b": [2,
   * 3]}}.
   */
  public static String line(JsonNode node) {
    List<String> parts = new ArrayList<>();
    if (node.isObject()) {
      node.fieldNames()
          .forEachRemaining(key -> parts.add(TextNode.valueOf(key) + ": " + line(node.get(key))));
      return "{" + String.join(", ", parts) + "}";
    }
    if (node.isArray()) {
      node.forEach(element -> parts.add(line(element)));
      return "[" + String.join(", ", parts) + "]";
    }
    return node.toString();
  }

  /** Writes an object with one key per line and a final line break. */
  public static String lines(ObjectNode object) {
    List<String> parts = new ArrayList<>();
    object
        .fieldNames()
        .forEachRemaining(
            key -> parts.add("\n  " + TextNode.valueOf(key) + ": " + line(object.get(key))));
    return "{" + String.join(",", parts) + "\n}\n";
  }

  /** Makes the one-line error for a malformed source. */
  public static IllegalArgumentException malformed(String source, String message, Throwable cause) {
    String line = (source + ": " + message).replaceAll("\\p{Cntrl}+", " ");
    return new Malformed(shortened(line, MOST_MESSAGE), cause);
  }

  /** Formats a value for messages: one line, shortened if it is long. */
  public static String shown(JsonNode node) {
    return shortened(line(node), 60);
  }

  /** An error whose message already names its source. */
  public static final class Malformed extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * A value of an option: a string, a number as it is written, or a list of them joined by commas.
   *
   * @param source where the value is from, for messages
   * @param key of the value, for messages
   * @throws IllegalArgumentException if it is anything else
   */
  public static String words(String source, String key, JsonNode value) {
    List<String> words = new ArrayList<>();
    for (JsonNode word : value.isArray() ? value : List.of(value)) {
      if (!word.isTextual() && !word.isNumber()) {
        String rule = " must be a string, a number or a list of them, not ";
        throw malformed(source, key + rule + shown(value), null);
      }
      words.add(word.asText());
    }
    return String.join(",", words);
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
