package dev.convoy.hadoop;

import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/** Tables whose images are words. */
final class WordTables {
  static final String TABLE =
      "message t { optional binary content; optional binary path (STRING);"
          + " optional int32 label; optional binary word (STRING); optional double index;"
          + " optional group pair { optional binary left; optional int64 right; }"
          + " optional binary file (STRING); repeated int32 several; }";

  private WordTables() {}

  /** A row whose image is some words, and whose other values are made of them. */
  static ParquetFiles.Row row(String image, int label) {
    return group -> {
      group.add("content", Binary.fromString(image));
      group.add("path", "file:/somewhere/" + image);
      group.add("label", label);
      group.add("word", "class " + label);
      group.add("index", (double) label);
      Group pair = group.addGroup("pair");
      pair.add("left", Binary.fromString("left " + image));
      pair.add("right", label + 10L);
      group.add("file", "images/" + image);
    };
  }
}
