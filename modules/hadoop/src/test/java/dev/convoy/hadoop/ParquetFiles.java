package dev.convoy.hadoop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes and reads Parquet files with the library's own examples of writers and readers. */
final class ParquetFiles {
  static final String IMAGES =
      "message images { required int32 label; required int32 height; required int32 width;"
          + " required int32 channels; required binary pixels; }";

  /** Fills in a row. */
  interface Row {
    void fill(Group group);
  }

  private ParquetFiles() {}

  /** Rows of a schema, each filled in. */
  static void write(java.nio.file.Path file, String schema, Row... rows) {
    write(file, schema, CompressionCodecName.UNCOMPRESSED, 1000, List.of(rows));
  }

  static void write(
      java.nio.file.Path file,
      String schema,
      CompressionCodecName codec,
      int rowsPerGroup,
      List<Row> rows) {
    write(file, MessageTypeParser.parseMessageType(schema), codec, rowsPerGroup, Map.of(), rows);
  }

  /** Rows with notes in the footer. */
  static void write(
      java.nio.file.Path file, String schema, Map<String, String> notes, Row... rows) {
    write(
        file,
        MessageTypeParser.parseMessageType(schema),
        CompressionCodecName.SNAPPY,
        1000,
        notes,
        List.of(rows));
  }

  private static void write(
      java.nio.file.Path file,
      MessageType type,
      CompressionCodecName codec,
      int rowsPerGroup,
      Map<String, String> notes,
      List<Row> rows) {
    ExampleParquetWriter.Builder builder =
        builder(file, type)
            .withExtraMetaData(notes)
            .withCompressionCodec(codec)
            .withRowGroupRowCountLimit(rowsPerGroup);
    write(file, builder, type, rows);
  }

  /** What writes a new file. */
  static ExampleParquetWriter.Builder builder(java.nio.file.Path file, MessageType type) {
    try {
      return ExampleParquetWriter.builder(
              HadoopOutputFile.fromPath(new Path(file.toUri()), new Configuration(false)))
          .withConf(new Configuration(false))
          .withType(type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows in a file of which Hadoop keeps no checksums: they would hide what a test damages. */
  static void write(
      java.nio.file.Path file,
      ExampleParquetWriter.Builder builder,
      MessageType type,
      List<Row> rows) {
    try (ParquetWriter<Group> writer = builder.build()) {
      for (Row row : rows) {
        Group group = new SimpleGroup(type);
        row.fill(group);
        writer.write(group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A row of {@link #IMAGES}. */
  static Row image(int label, int height, int width, int channels, byte... pixels) {
    return group -> {
      group.add("label", label);
      group.add("height", height);
      group.add("width", width);
      group.add("channels", channels);
      group.add("pixels", Binary.fromConstantByteArray(pixels));
    };
  }

  /** All rows of a file. */
  static List<Group> read(java.nio.file.Path file) {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new Path(file.toUri())).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
