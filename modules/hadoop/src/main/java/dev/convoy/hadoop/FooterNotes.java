package dev.convoy.hadoop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the writers of Parquet files note in footers about columns: Hugging Face's library the
 * features of a data set, Spark the attributes that its indexes of strings leave.
 */
final class FooterNotes {
  /** The most classes that are taken. */
  static final int MOST_CLASSES = 1_000_000;

  private static final String HUGGING_FACE = "huggingface";
  private static final String SPARK = "org.apache.spark.sql.parquet.row.metadata";

  private final String uri;
  private final Optional<ObjectNode> huggingFace;
  private final Optional<ObjectNode> spark;

  private FooterNotes(String uri, Optional<ObjectNode> huggingFace, Optional<ObjectNode> spark) {
    this.uri = uri;
    this.huggingFace = huggingFace;
    this.spark = spark;
  }

  /**
   * Reads them.
   *
   * @throws IOException if they are no JSON objects
   */
  static FooterNotes of(ParquetTable table) throws IOException {
    return new FooterNotes(table.uri(), note(table, HUGGING_FACE), note(table, SPARK));
  }

  private static Optional<ObjectNode> note(ParquetTable table, String key) throws IOException {
    Map<String, String> notes = table.notes();
    if (!notes.containsKey(key)) {
      return Optional.empty();
    }
    byte[] text = notes.get(key).getBytes(StandardCharsets.UTF_8);
    try {
      return Optional.of(StrictJson.object(table.uri() + ": " + key + " in its footer", text));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private JsonNode features() {
    return huggingFace
        .map(note -> note.path("info").path("features"))
        .orElseGet(MissingNode::getInstance);
  }

  /** The columns that are said to have images. */
  List<String> images() {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> feature : features().properties()) {
      if (feature.getValue().path("_type").asText().equals("Image")) {
        found.add(feature.getKey());
      }
    }
    return found;
  }

  /** The names of the classes that a column numbers, if they are noted. */
  Optional<List<String>> classNames(String column) throws IOException {
    Optional<List<String>> names = names(features().path(column).path("names"));
    if (names.isPresent() || spark.isEmpty()) {
      return names;
    }
    for (JsonNode field : spark.get().path("fields")) {
      if (field.path("name").asText().equals(column)) {
        return names(field.path("metadata").path("ml_attr").path("vals"));
      }
    }
    return Optional.empty();
  }

  private Optional<List<String>> names(JsonNode values) throws IOException {
    if (!values.isArray() || values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > MOST_CLASSES) {
      throw new IOException(
          uri + ": names " + values.size() + " classes in its footer, may name " + MOST_CLASSES);
    }
    List<String> names = new ArrayList<>();
    values.forEach(value -> names.add(value.asText()));
    return Optional.of(List.copyOf(names));
  }
}
