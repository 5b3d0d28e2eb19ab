package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.convoy.data.Block;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.IdxFiles;
import dev.convoy.data.PositionRange;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage to packed data, and to a footer, is one line; none of it is an error of the JVM's. */
@Tag("slow")
@Seeded
class DamagedParquetTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final int COUNT = 40;
  private static final int FLIPS = 100;

  @TempDir private Path folder;
  private Path packed;
  private Path first;
  private Path second;

  @BeforeEach
  void pack() throws IOException {
    packed = folder.resolve("packed");
    pack(packed, 1);
    first = packed.resolve("train/part-00000.parquet");
    second = packed.resolve("train/part-00001.parquet");
  }

  private void pack(Path to, long seed) throws IOException {
    IdxFiles.writePair(folder.resolve("idx"), COUNT);
    Packer.into(FilePath.of(to.toString()), new Packer.Settings(seed, 60, 120), STORAGE)
        .pack(
            DataSets.training(folder.resolve("idx").toString(), STORAGE),
            Optional.empty(),
            (split, examples, of) -> {});
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    IdxFiles.write(file.getParent(), file.getFileName().toString(), content);
  }

  private Throwable opening() {
    return catchThrowable(() -> DataSets.training(packed.toString(), STORAGE));
  }

  private static void requireOneLine(Throwable thrown, String message) {
    assertThat(thrown).isInstanceOfAny(IOException.class, IllegalArgumentException.class);
    assertThat(thrown.getMessage()).contains(message).doesNotContain("\n");
  }

  @Test
  void theDataAreGoodBeforehand() throws IOException {
    DataSource source = DataSets.training(packed.toString(), STORAGE);

    assertThat(Block.read(source, new PositionRange(0, COUNT), 1, STORAGE).size()).isEqualTo(COUNT);
  }

  /**
   * A change of the manifest.
   *
   * @param from what is replaced, once
   * @param to by what
   * @param message what is said of it
   */
  record Lie(String from, String to, String message) {}

  static Stream<Lie> lies() {
    return Stream.of(
        new Lie("convoy-packed-1", "convoy-checkpoint-1", "must be \"convoy-packed-1\""),
        new Lie("\"seed\": 1", "\"seed\": 2", "part-00000.parquet: convoy.pack is "),
        new Lie("\"seed\": 1", "\"seed\": 1.5", "must have a seed and train"),
        new Lie("\"train\": {", "\"test\": {", "must have a seed and train"),
        new Lie("\"shape\": [3, 2, 1]", "\"shape\": [3, 2]", "train must have a shape of"),
        new Lie("\"shape\": [3, 2, 1]", "\"shape\": [3, 0, 1]", "train must have a shape of"),
        new Lie("\"shape\": [3, 2, 1]", "\"shape\": [3, 2, 2]", "40 examples do not agree"),
        new Lie(
            "\"shape\": [3, 2, 1]", "\"shape\": [2147483647, 2147483647, 1]", "must have a shape"),
        new Lie("\"examples\": 40", "\"examples\": 41", "41 examples do not agree"),
        new Lie("\"examples\": 40", "\"examples\": \"40\"", "train must have a shape of"),
        new Lie("\"classes\": 3", "\"classes\": 0", "train must have a shape of"),
        new Lie("\"rowsPerGroup\": 10", "\"rowsPerGroup\": 5", "row group 0 has 10 rows"),
        new Lie("\"rowsPerGroup\": 10", "\"rowsPerGroup\": 0", "train must have a shape of"),
        new Lie("train/part-00001", "../../part-00001", "must have the name train/part-00001"),
        new Lie("\"rows\": 20", "\"rows\": 30", "40 examples do not agree"),
        new Lie("\"rows\": 20", "\"rows\": -20", "must have the name"),
        new Lie("\"histograms\": [[", "\"histograms\": [[1, ", "must be 256 counts"),
        new Lie("\"histograms\": [[", "\"histograms\": [[], [", "must be 256 counts"),
        new Lie("{\n", "", "is not valid JSON"),
        new Lie("{\n", "[{\n", "is not valid JSON"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aManifestThatIsWrongIsOneLine(Lie lie) {
    Path manifest = packed.resolve("manifest.json");
    String text = new String(bytes(manifest), StandardCharsets.UTF_8);
    assertThat(text).contains(lie.from());
    String changed = text.substring(0, text.indexOf(lie.from())) + lie.to();
    changed += text.substring(text.indexOf(lie.from()) + lie.from().length());
    write(manifest, changed.getBytes(StandardCharsets.UTF_8));

    requireOneLine(opening(), lie.message());
  }

  @Test
  void aFileThatIsMissingIsNamed() throws IOException {
    Files.delete(second);

    requireOneLine(opening(), second.toString());
  }

  @Test
  void aFileThatIsCutOffIsNamed() {
    byte[] content = bytes(second);
    write(second, Arrays.copyOf(content, content.length - 1));

    requireOneLine(opening(), "part-00001.parquet: has " + (content.length - 1) + " bytes, its");
  }

  @Test
  void filesThatChangedPlacesAreNoticed() {
    putInPlaceOf(first, bytes(second));

    requireOneLine(opening(), "part-00000.parquet: convoy.first is 20, its manifest says 0");
  }

  @Test
  void aFileOfAnotherPackIsNoticed() throws IOException {
    pack(folder.resolve("other"), 2);
    putInPlaceOf(first, bytes(folder.resolve("other/train/part-00000.parquet")));

    requireOneLine(opening(), "part-00000.parquet: convoy.pack is ");
  }

  /** What is stored bounds what is allocated. */
  @Test
  void compressedFilesAreNoPackedData() {
    Path compressed = folder.resolve("compressed.parquet");
    ParquetFiles.write(
        compressed,
        ParquetFiles.IMAGES,
        CompressionCodecName.GZIP,
        10,
        Collections.nCopies(20, ParquetFiles.image(2, 1, 2, 3, IdxFiles.ramp(6))));
    putInPlaceOf(first, bytes(compressed));

    requireOneLine(
        opening(), "part-00000.parquet: row group 0: column 'label' is compressed with GZIP, ");
  }

  /** Replaces a file, and its length in the manifest, so that this does not give it away. */
  private void putInPlaceOf(Path file, byte[] other) {
    Path manifest = packed.resolve("manifest.json");
    String text = new String(bytes(manifest), StandardCharsets.UTF_8);
    String changed =
        text.replaceFirst("\"bytes\": " + bytes(file).length, "\"bytes\": " + other.length);
    write(manifest, changed.getBytes(StandardCharsets.UTF_8));
    write(file, other);
  }

  @Test
  void aPageThatChangedIsNamedWithFileAndRowGroup() throws IOException {
    byte[] content = bytes(second);
    int at = indexOf(content, Arrays.copyOfRange(pixelsAt(35), 0, 6));
    content[at + 2] ^= 1;
    write(second, content);
    // Opening reads no data.
    DataSource source = DataSets.training(packed.toString(), STORAGE);

    Block.read(source, new PositionRange(0, 30), 1, STORAGE);
    requireOneLine(
        catchThrowable(() -> Block.read(source, new PositionRange(30, 31), 1, STORAGE)),
        "file:" + second + ": row group 1 is damaged: ");
  }

  /** The pixels at a position of the packed data, which differ from all others. */
  private byte[] pixelsAt(int position) throws IOException {
    return Block.read(
            DataSets.training(packed.toString(), STORAGE),
            new PositionRange(position, position + 1),
            1,
            STORAGE)
        .pixels();
  }

  private static int indexOf(byte[] content, byte[] part) {
    for (int at = 0; at <= content.length - part.length; at++) {
      if (Arrays.equals(content, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("the file does not hold the pixels as they are");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PAR1", "PAR1PAR1", "These are no images, but some words instead."})
  void whatIsNoParquetIsOneLine(String content) {
    Path foreign = folder.resolve("foreign/a.parquet");
    write(foreign, content.getBytes(StandardCharsets.UTF_8));

    requireOneLine(
        catchThrowable(() -> DataSets.training(foreign.toString(), STORAGE)),
        "file:" + foreign + ": not a Parquet file that can be read: ");
  }

  @Test
  void anEncryptedFooterIsOneLine() {
    byte[] content = bytes(first);
    write(
        folder.resolve("foreign/a.parquet"),
        replaceEnds(content, "PARE".getBytes(StandardCharsets.UTF_8)));

    requireOneLine(
        catchThrowable(() -> DataSets.training(folder.resolve("foreign").toString(), STORAGE)),
        "a.parquet: not a Parquet file that can be read: ");
  }

  private static byte[] replaceEnds(byte[] content, byte[] magic) {
    byte[] copy = content.clone();
    System.arraycopy(magic, 0, copy, 0, magic.length);
    System.arraycopy(magic, 0, copy, copy.length - magic.length, magic.length);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 1 << 20, Integer.MAX_VALUE})
  void aFooterThatClaimsAnotherLengthIsOneLine(int length) {
    byte[] content = bytes(first);
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length - 8, length);
    write(folder.resolve("foreign/a.parquet"), content);

    requireOneLine(
        catchThrowable(() -> DataSets.training(folder.resolve("foreign").toString(), STORAGE)),
        "a.parquet: ");
  }

  @Test
  void aPageThatClaimsGigabytesIsOneLineBeforeItIsRead() throws IOException {
    Path foreign = folder.resolve("foreign/a.parquet");
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message images { required int32 label; required binary pixels; }");
    try (ParquetFileWriter writer =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(
                new org.apache.hadoop.fs.Path(foreign.toString()), new Configuration(false)),
            schema,
            ParquetFileWriter.Mode.CREATE,
            1 << 20,
            0,
            null,
            ParquetProperties.builder().build())) {
      writer.start();
      writer.startBlock(1);
      for (ColumnDescriptor column : schema.getColumns()) {
        writer.startColumn(column, 1, CompressionCodecName.GZIP);
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

    requireOneLine(
        catchThrowable(() -> DataSets.training(foreign.toString(), STORAGE)),
        "a.parquet: row group 0 is damaged: a page of column 'label' claims 20 bytes, 2147483647"
            + " uncompressed; 20 are left, and uncompressed may be 536870912");
  }

  static Stream<String> codecs() {
    return Stream.of("UNCOMPRESSED", "SNAPPY", "GZIP");
  }

  /** Bytes that changed anywhere: data, page headers and footer. */
  @ParameterizedTest
  @MethodSource("codecs")
  void aByteThatChangedIsOneLineOrGoesUnnoticed(String codec) {
    Path foreign = folder.resolve("foreign/a.parquet");
    ParquetFiles.write(
        foreign,
        ParquetFiles.IMAGES,
        CompressionCodecName.valueOf(codec),
        10,
        Collections.nCopies(COUNT, ParquetFiles.image(2, 1, 2, 3, IdxFiles.ramp(6))));
    byte[] content = bytes(foreign);
    TestRandom random = new TestRandom("flips " + codec);
    int refused = 0;
    for (int i = 0; i < FLIPS; i++) {
      byte[] changed = content.clone();
      for (int n = random.between(1, 3); n > 0; n--) {
        changed[random.between(4, content.length - 9)] = (byte) random.between(0, 255);
      }
      write(foreign, changed);
      Throwable thrown =
          catchThrowable(
              () -> {
                DataSource source = DataSets.training(foreign.toString(), STORAGE);
                int size = (int) Math.min(COUNT, source.summary().size());
                Block.read(source, new PositionRange(0, size), 1, STORAGE);
              });
      if (thrown != null) {
        requireOneLine(thrown, "a.parquet");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(FLIPS / 4);
  }
}
