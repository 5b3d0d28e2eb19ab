package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSets;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages that are read one at a time: all kinds of them, their checksums, and what they claim. */
@Seeded
class EncodedPagesTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final int ROWS = 60;
  private static final MessageType TYPE =
      MessageTypeParser.parseMessageType(
          "message t { optional binary image; optional binary label (STRING); }");

  @TempDir private Path folder;

  private ImageSource open() throws IOException {
    return ImageSets.find(folder.toString(), ImageFields.USUAL, STORAGE).orElseThrow().training();
  }

  private ImageReading read() throws IOException {
    return ImageReading.listed(open(), STORAGE, ImageLimits.STANDARD);
  }

  private static List<byte[]> images() {
    TestRandom random = new TestRandom("images");
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      byte[] image = new byte[random.between(1, 300)];
      for (int at = 0; at < image.length; at++) {
        image[at] = (byte) random.between(0, 255);
      }
      // Some are there twice, so that there is something for a dictionary.
      images.add(i % 7 == 6 ? images.get(i - 3) : image);
    }
    return images;
  }

  /** Every fifth row has no image, every eleventh no label. */
  private void write(CompressionCodecName codec, String version, boolean dictionary) {
    List<byte[]> images = images();
    List<ParquetFiles.Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int row = i;
      rows.add(
          group -> {
            if (row % 5 != 4) {
              group.add("image", Binary.fromConstantByteArray(images.get(row)));
            }
            if (row % 11 != 10) {
              group.add("label", "class " + row % 3);
            }
          });
    }
    ParquetFiles.write(
        folder.resolve("a.parquet"),
        ParquetFiles.builder(folder.resolve("a.parquet"), TYPE)
            .withCompressionCodec(codec)
            .withWriterVersion(ParquetProperties.WriterVersion.valueOf(version))
            .withDictionaryEncoding(dictionary)
            .withPageRowCountLimit(9)
            .withRowGroupRowCountLimit(40),
        TYPE,
        rows);
  }

  @ParameterizedTest
  @CsvSource({
    "UNCOMPRESSED, PARQUET_1_0, true",
    "UNCOMPRESSED, PARQUET_2_0, false",
    "SNAPPY, PARQUET_1_0, false",
    "SNAPPY, PARQUET_2_0, true",
    "GZIP, PARQUET_1_0, true",
    "GZIP, PARQUET_2_0, false"
  })
  void allKindsOfPagesHaveWhatWasWritten(
      CompressionCodecName codec, String version, boolean dictionary) throws IOException {
    write(codec, version, dictionary);

    ImageReading reading = read();

    List<byte[]> images = images();
    int next = 0;
    for (int row = 0; row < ROWS; row++) {
      if (row % 5 == 4 || row % 11 == 10) {
        assertThat(reading.bad).containsKey("a.parquet#" + row);
        continue;
      }
      EncodedImage image = reading.images.get(next++);
      assertThat(image.name()).isEqualTo("a.parquet#" + row);
      assertThat(image.content()).isEqualTo(images.get(row));
      assertThat(image.label()).isEqualTo(row % 3);
    }
    assertThat(reading.images).hasSize(next);
  }

  /** Such pages have nothing to decompress. */
  @ParameterizedTest
  @CsvSource({"SNAPPY, PARQUET_1_0", "SNAPPY, PARQUET_2_0", "GZIP, PARQUET_2_0"})
  void pagesOfNullsAreRead(CompressionCodecName codec, String version) throws IOException {
    ParquetFiles.write(
        folder.resolve("a.parquet"),
        ParquetFiles.builder(folder.resolve("a.parquet"), TYPE)
            .withCompressionCodec(codec)
            .withWriterVersion(ParquetProperties.WriterVersion.valueOf(version)),
        TYPE,
        Collections.nCopies(3, group -> group.add("label", "a")));

    assertThat(read().bad).hasSize(3).containsValue("has no content");
  }

  @Test
  void aByteThatChangedDiffersFromItsChecksum() throws IOException {
    write(CompressionCodecName.UNCOMPRESSED, "PARQUET_1_0", false);
    ImageSource source = open();
    Path file = folder.resolve("a.parquet");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 3] ^= 1;
    Files.write(file, content);
    ImageSource changed = open();

    assertThat(changed.parts()).hasSameSizeAs(source.parts());
    assertThatThrownBy(() -> ImageReading.listed(changed, STORAGE, ImageLimits.STANDARD))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "file:"
                + file
                + ": row group 0 is damaged: a page of column 'image' differs from its checksum");
  }

  /** What is held is a page: to go through a row group takes its images and little else. */
  @Test
  void aRowGroupIsNotHeld() throws IOException {
    int bytes = 100_000;
    int rows = 400;
    byte[] image = new byte[bytes];
    ParquetFiles.write(
        folder.resolve("a.parquet"),
        ParquetFiles.builder(folder.resolve("a.parquet"), TYPE)
            .withDictionaryEncoding(false)
            .withPageRowCountLimit(4)
            .withRowGroupSize(1L << 30),
        TYPE,
        Collections.nCopies(
            rows,
            group -> {
              group.add("image", Binary.fromConstantByteArray(image));
              group.add("label", "a");
            }));
    ImageSource source = open();
    ImageReading reading = new ImageReading();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    // Images that are too large are looked at in their page, and not copied.
    source.parts().get(0).read(STORAGE, new ImageLimits(bytes - 1, 100, 100), reading);

    assertThat(source.parts().get(0).listed(STORAGE)).hasSize(1);
    assertThat(reading.bad).hasSize(rows);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * rows * bytes);
  }

  @ParameterizedTest
  @CsvSource({"UNCOMPRESSED, 536870912", "GZIP, 20640", "SNAPPY, 20640"})
  void aPageThatClaimsGigabytesIsOneLineBeforeItIsRead(CompressionCodecName codec, long most)
      throws IOException {
    Path file = folder.resolve("a.parquet");
    try (ParquetFileWriter writer =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.toString()), new Configuration(false)),
            TYPE,
            ParquetFileWriter.Mode.CREATE,
            1 << 20,
            0,
            null,
            ParquetProperties.builder().build())) {
      writer.start();
      writer.startBlock(1);
      for (ColumnDescriptor column : TYPE.getColumns()) {
        writer.startColumn(column, 1, codec);
        writer.writeDataPage(
            1,
            Integer.MAX_VALUE,
            BytesInput.from(new byte[20]),
            Statistics.getBuilderForReading(column.getPrimitiveType()).build(),
            1,
            Encoding.RLE,
            Encoding.RLE,
            Encoding.PLAIN);
        writer.endColumn();
      }
      writer.endBlock();
      writer.end(Map.of());
    }

    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "file:"
                + file
                + ": row group 0 is damaged: a page of column 'label' claims 20 bytes, 2147483647"
                + " uncompressed; 20 are left, and uncompressed may be "
                + most);
  }
}
