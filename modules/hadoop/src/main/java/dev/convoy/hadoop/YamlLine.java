package dev.convoy.hadoop;

import dev.convoy.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of simple YAML.
 *
 * @param indent number of spaces before it
 * @param isItem whether a dash says that it begins an item of a list
 * @param text what is after that, as it is written
 */
record YamlLine(int indent, boolean isItem, String text) {
  private static final String DASH = "- ";

  /** Lines with those that go on with a scalar joined to it; without empty ones and comments. */
  static List<YamlLine> joined(List<String> lines) {
    List<YamlLine> joined = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      String stripped = line.strip();
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      YamlLine next = of(line);
      int last = joined.size() - 1;
      if (last >= 0 && next.indent > joined.get(last).column() && joined.get(last).isScalar()) {
        text.append(' ').append(stripped);
        continue;
      }
      finish(joined, text);
      joined.add(next);
      text.append(next.text);
    }
    finish(joined, text);
    return joined;
  }

  /** Gives the last line all of its text, once: it may go on for a million lines. */
  private static void finish(List<YamlLine> joined, StringBuilder text) {
    if (!joined.isEmpty()) {
      int last = joined.size() - 1;
      joined.set(
          last, new YamlLine(joined.get(last).indent, joined.get(last).isItem, text.toString()));
    }
    text.setLength(0);
  }

  private static YamlLine of(String line) {
    int indent = line.length() - line.stripLeading().length();
    String text = line.strip();
    boolean item = text.startsWith(DASH);
    return new YamlLine(indent, item, item ? text.substring(DASH.length()).strip() : text);
  }

  /** Where its key begins. */
  int column() {
    return isItem ? indent + DASH.length() : indent;
  }

  /** Whether deeper lines go on with what it has. */
  private boolean isScalar() {
    int colon = colon();
    return colon < 0 ? isItem : !text.substring(colon + 1).isBlank();
  }

  /** Where the colon after the key is, or a negative number. */
  private int colon() {
    if (text.startsWith("'") || text.startsWith("\"")) {
      int from = text.indexOf(text.charAt(0), 1) + 1;
      // A colon elsewhere than after the quotes is a part of the text.
      return from < text.length() && from > 0 && text.charAt(from) == ':' ? from : -1;
    }
    int colon = text.indexOf(": ");
    return colon < 0 && text.endsWith(":") ? text.length() - 1 : colon;
  }

  /** What is before the colon, or nothing. */
  String key() {
    int colon = colon();
    return colon < 0 ? "" : plain(text.substring(0, colon));
  }

  /** What is after the colon, or nothing. */
  String value() {
    int colon = colon();
    return colon < 0 ? "" : plain(text.substring(colon + 1).strip());
  }

  /** The whole of an item that is a scalar. */
  String scalar() {
    return plain(text);
  }

  private static String plain(String written) {
    if (written.length() > 1 && written.startsWith("'") && written.endsWith("'")) {
      return written.substring(1, written.length() - 1).replace("''", "'");
    }
    if (written.startsWith("\"")) {
      return unescaped(written);
    }
    return written;
  }

  /** Double quotes, whose escapes are those of JSON but for rare ones. */
  private static String unescaped(String written) {
    String object = "{\"value\": " + written + "}";
    try {
      return StrictJson.object("YAML", object.getBytes(StandardCharsets.UTF_8))
          .path("value")
          .asText();
    } catch (IllegalArgumentException e) {
      return written;
    }
  }
}
