package dev.convoy.hadoop;

import dev.convoy.data.Block;
import dev.convoy.data.DataLocation;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.PositionRange;
import dev.convoy.data.Sharding;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged data are read or refused, never worse. */
@Seeded
class MutatedParquetTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir private Path folder;

  @Test
  void parquetOfOthers() throws IOException {
    Path file = folder.resolve("images.parquet");
    ParquetFiles.write(
        file,
        ParquetFiles.IMAGES,
        ParquetFiles.image(1, 1, 2, 1, (byte) 3, (byte) 4),
        ParquetFiles.image(0, 1, 2, 1, (byte) 5, (byte) 6));

    drive("parquet", Files.readAllBytes(file), file);
  }

  @Test
  void filesThatWerePacked() throws IOException {
    pack();
    Path file = folder.resolve("train/part-00000.parquet");

    drive("packed", Files.readAllBytes(file), file);
  }

  @Test
  void manifestsOfPackedData() throws IOException {
    pack();
    Path file = folder.resolve(PackManifest.NAME);

    drive("pack manifest", Files.readAllBytes(file), file);
  }

  /** Structs as Hugging Face has them, labels that are names, and two row groups. */
  @ParameterizedTest
  @ValueSource(strings = {"UNCOMPRESSED", "SNAPPY", "GZIP"})
  void encodedImages(String codec) throws IOException {
    Path file = folder.resolve("images.parquet");
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { optional group image { optional binary bytes;"
                + " optional binary path (STRING); } optional binary label (STRING);"
                + " optional int64 id; }");
    // Checksums would find most of the damage before it gets far; many writers make none.
    ParquetFiles.write(
        file,
        ParquetFiles.builder(file, type)
            .withCompressionCodec(CompressionCodecName.valueOf(codec))
            .withPageWriteChecksumEnabled(false)
            .withRowGroupRowCountLimit(2),
        type,
        List.of(encoded("a"), encoded("b"), encoded("a")));

    driveEncoded("encoded " + codec, file);
  }

  @Test
  void notesInFooters() throws IOException {
    Path file = folder.resolve("images.parquet");
    ParquetFiles.write(
        file,
        "message m { optional binary image; optional int32 label; }",
        Map.of(
            "huggingface",
            "{\"info\":{\"features\":{\"image\":{\"_type\":\"Image\"},\"label\":{\"names\":[\"a\"]}}}}",
            "org.apache.spark.sql.parquet.row.metadata",
            "{\"fields\":[{\"name\":\"label\",\"metadata\":{\"ml_attr\":{\"vals\":[\"a\"]}}}]}"),
        group -> {
          group.add("image", Binary.fromString("x"));
          group.add("label", 0);
        });

    driveEncoded("footers of encoded", file);
  }

  @Test
  void cardsOfDataSets() throws IOException {
    ParquetFiles.write(
        folder.resolve("images.parquet"),
        "message m { optional binary image; optional int32 label; }");
    Path card = folder.resolve("README.md");
    Files.writeString(
        card,
        "---\ndataset_info:\n- config_name: x\n  features:\n  - name: label\n    dtype:\n"
            + "      class_label:\n        names:\n          '0': cat\n          '1': \"a \\u00e9\"\n"
            + "          '2': it''s\n            long\n---\n# Cats\n");

    driveEncoded("card", card);
  }

  private static ParquetFiles.Row encoded(String label) {
    return group -> {
      group.addGroup("image").append("bytes", Binary.fromString("png")).add("path", "x.png");
      group.add("label", label);
      group.add("id", 7L);
    };
  }

  /** Opens the data, with a pass over the labels, and reads all row groups. */
  private void driveEncoded(String name, Path file) throws IOException {
    ImageFields fields =
        new ImageFields(Optional.of("image"), Optional.of("label"), Optional.empty(), true);
    MutatedFiles.drive(
        name,
        Files.readAllBytes(file),
        MutatedFiles.throughFile(
            file,
            damaged -> {
              DataLocation location = new DataLocation(folder.toString(), STORAGE);
              ImageSource source = new EncodedFormat().open(location, fields).training();
              ImageReading.listed(source, STORAGE, ImageLimits.STANDARD);
            }));
  }

  private void pack() throws IOException {
    Packer.into(FilePath.of(folder.toString()), new Packer.Settings(1, 1 << 10, 1 << 20), STORAGE)
        .pack(
            DataSets.training("generated:12:3x2x1", STORAGE),
            Optional.empty(),
            (split, examples, of) -> {});
  }

  /** Opens the data and reads all of their blocks, as a run does. */
  private void drive(String name, byte[] sound, Path file) throws IOException {
    MutatedFiles.drive(
        name,
        sound,
        MutatedFiles.throughFile(
            file,
            damaged -> {
              DataSource source = DataSets.training(folder.toString(), STORAGE);
              for (PositionRange range :
                  new Sharding(source.summary().size(), 1, source.blockSize()).blocks(0)) {
                Block.read(source, range, 1, STORAGE);
              }
            }));
  }
}
