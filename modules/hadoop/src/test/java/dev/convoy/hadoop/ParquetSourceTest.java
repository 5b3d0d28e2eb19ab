package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.Block;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.PositionRange;
import dev.convoy.data.Sharding;
import dev.convoy.files.Storage;
import dev.convoy.random.Permutation;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet that others wrote: what is understood, and how the rest is refused. */
@Seeded
class ParquetSourceTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final String BARE =
      "message images { required int32 label; required binary pixels; }";
  private static final String OPTIONAL =
      "message images { optional binary note (STRING); optional binary pixels;"
          + " optional int64 label; optional int32 height (INTEGER(8,true));"
          + " optional int32 width (INTEGER(16,false)); optional int64 channels; }";

  @TempDir private Path folder;

  private DataSource open() throws IOException {
    return DataSets.training(folder.toString(), STORAGE);
  }

  private static ParquetFiles.Row bare(int label, byte... pixels) {
    return group -> {
      group.add("label", label);
      group.add("pixels", Binary.fromConstantByteArray(pixels));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNCOMPRESSED", "SNAPPY", "GZIP"})
  void rowsOfSeveralFilesArePermutedLikeRecords(String codec) throws IOException {
    TestRandom random = new TestRandom("rows " + codec);
    int count = 0;
    List<byte[]> pixels = new ArrayList<>();
    for (int file = 0; file < 4; file++) {
      List<ParquetFiles.Row> rows = new ArrayList<>();
      for (int i = random.between(1, 40); i > 0; i--) {
        byte[] image = new byte[6];
        for (int k = 0; k < image.length; k++) {
          image[k] = (byte) random.between(0, 255);
        }
        pixels.add(image);
        rows.add(ParquetFiles.image(count++, 1, 2, 3, image));
      }
      ParquetFiles.write(
          folder.resolve("part-" + file + ".parquet"),
          ParquetFiles.IMAGES,
          CompressionCodecName.valueOf(codec),
          random.between(1, 20),
          rows);
    }
    DataSource source = open();

    assertThat(source.summary().shape()).isEqualTo(Shape.of(1, 2, 3));
    assertThat(source.summary().size()).isEqualTo(count);
    assertThat(source.summary().classes()).isEqualTo(count);
    for (int seed = 0; seed < 5; seed++) {
      int from = random.between(0, count - 1);
      PositionRange range = new PositionRange(from, random.between(from + 1, count));
      Block block = Block.read(source, range, seed, STORAGE);
      Permutation order = Sharding.permutation(count, seed);
      for (int place = 0; place < block.size(); place++) {
        int record = (int) order.inverse(from + place);
        assertThat(block.labels()[place]).isEqualTo(record);
        assertThat(Arrays.copyOfRange(block.pixels(), place * 6, place * 6 + 6))
            .isEqualTo(pixels.get(record));
      }
    }
  }

  @Test
  void aSingleFileIsReadAndTheUserIsToldOfThePermutation() throws IOException {
    Path file = folder.resolve("images.parquet");
    ParquetFiles.write(file, ParquetFiles.IMAGES, ParquetFiles.image(3, 1, 1, 1, (byte) 9));
    Files.writeString(folder.resolve("_SUCCESS"), "");
    Files.writeString(folder.resolve(".images.parquet.crc"), "");

    DataSource source = DataSets.training(file.toString(), STORAGE);

    assertThat(source.summary().size()).isEqualTo(1);
    assertThat(DataSets.testBeside(file.toString(), STORAGE)).isEmpty();
    assertThat(source.remark().orElseThrow())
        .contains("permuted as it is loaded", "convoy pack")
        .doesNotContain("\n");
  }

  @Test
  void otherIntegersAndColumnsThatMayBeNullAreRead() throws IOException {
    ParquetFiles.write(
        folder.resolve("a.parquet"),
        OPTIONAL,
        group -> {
          group.add("label", 1000L);
          group.add("height", 2);
          group.add("width", 1);
          group.add("channels", 1L);
          group.add("pixels", Binary.fromConstantByteArray(new byte[] {5, 6}));
        });

    Block block = Block.read(open(), new PositionRange(0, 1), 1, STORAGE);

    assertThat(block.shape()).isEqualTo(Shape.of(2, 1, 1));
    assertThat(block.pixels()).containsExactly(5, 6);
    assertThat(block.labels()).containsExactly(1000);
  }

  @Test
  void withoutSizesImagesAreSquaresOfOneOrThreeChannels() throws IOException {
    ParquetFiles.write(folder.resolve("a.parquet"), BARE, bare(0, new byte[784]));
    assertThat(open().summary().shape()).isEqualTo(Shape.of(28, 28, 1));

    ParquetFiles.write(folder.resolve("b/a.parquet"), BARE, bare(0, new byte[3072]));
    assertThat(DataSets.training(folder.resolve("b").toString(), STORAGE).summary().shape())
        .isEqualTo(Shape.of(32, 32, 3));
  }

  /**
   * Files that are refused.
   *
   * @param message with FILE for the file, or its beginning if it ends with …
   */
  record Refused(String what, String schema, List<ParquetFiles.Row> rows, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Refused refused(
      String what, String schema, String message, ParquetFiles.Row... rows) {
    return new Refused(what, schema, List.of(rows), message);
  }

  private static ParquetFiles.Row nulls(String missing) {
    return group -> {
      if (!missing.equals("label")) {
        group.add("label", 1L);
      }
      if (!missing.equals("height")) {
        group.add("height", 1);
      }
      group.add("width", 1);
      group.add("channels", 1L);
      if (!missing.equals("pixels")) {
        group.add("pixels", Binary.fromConstantByteArray(new byte[1]));
      }
    };
  }

  static Stream<Refused> refusals() {
    ParquetFiles.Row good = ParquetFiles.image(1, 1, 2, 1, (byte) 1, (byte) 2);
    String needs =
        "; needs label (integer), pixels (binary) and, unless images are square, height, width and"
            + " channels (integers)";
    return Stream.of(
        refused(
            "no label",
            "message m { required binary pixels; }",
            "FILE: has no column 'label'" + needs),
        refused(
            "no pixels",
            "message m { required int32 label; }",
            "FILE: has no column 'pixels'" + needs),
        refused(
            "a height alone",
            "message m { required int32 label; required binary pixels; required int32 height; }",
            "FILE: has no column 'width'" + needs),
        refused(
            "labels as text",
            "message m { required binary label (STRING); required binary pixels; }",
            "FILE: column 'label' is 'required binary label (STRING)', must be int32 or int64"),
        refused(
            "labels as dates",
            "message m { required int32 label (DATE); required binary pixels; }",
            "FILE: column 'label' is 'required int32 label (DATE)', must be int32 or int64"),
        refused(
            "labels as numbers with fractions",
            "message m { required double label; required binary pixels; }",
            "FILE: column 'label' is 'required double label', must be int32 or int64"),
        refused(
            "several labels",
            "message m { repeated int32 label; required binary pixels; }",
            "FILE: column 'label' is 'repeated int32 label', must be one value a row"),
        refused(
            "pixels as text",
            "message m { required int32 label; required binary pixels (STRING); }",
            "FILE: column 'pixels' is 'required binary pixels (STRING)', must be binary: a byte for"
                + " each height, width and channel"),
        refused(
            "pixels as a list",
            "message m { required int32 label; optional group pixels (LIST) { repeated group list {"
                + " optional int32 element; } } }",
            "FILE: column 'pixels' is 'optional group pixels (LIST) { …"),
        refused("no rows", ParquetFiles.IMAGES, "'FOLDER': FILE: has no rows"),
        refused(
            "a negative label",
            ParquetFiles.IMAGES,
            "FILE: row group 0, row 1: label is -3, must be 0 to 1000000",
            good,
            ParquetFiles.image(-3, 1, 2, 1, (byte) 1, (byte) 2)),
        refused(
            "a label beyond all bounds",
            OPTIONAL,
            "FILE: row group 0, row 0: label is 9223372036854775807, must be 0 to 1000000",
            group -> {
              group.add("label", Long.MAX_VALUE);
              group.add("height", 1);
              group.add("width", 1);
              group.add("channels", 1L);
              group.add("pixels", Binary.fromConstantByteArray(new byte[1]));
            }),
        refused(
            "a label that is null",
            OPTIONAL,
            "FILE: row group 0, row 0: label has no value, must have one",
            nulls("label")),
        refused(
            "a height that is null",
            OPTIONAL,
            "FILE: row group 0, row 1: height has no value, must have one",
            nulls("nothing"),
            nulls("height")),
        refused(
            "pixels that are null",
            OPTIONAL,
            "FILE: row group 0, row 1: pixels has no value, must have one",
            nulls("nothing"),
            nulls("pixels")),
        refused(
            "sizes that differ",
            ParquetFiles.IMAGES,
            "FILE: row group 0, row 1: height×width×channels is 2×1×1, the first row's 1×2×1",
            good,
            ParquetFiles.image(1, 2, 1, 1, (byte) 1, (byte) 2)),
        refused(
            "sizes that are not of the pixels",
            ParquetFiles.IMAGES,
            "FILE: row group 0, row 0: pixels has 2 bytes, height×width×channels is 2×2×1",
            ParquetFiles.image(1, 2, 2, 1, (byte) 1, (byte) 2)),
        refused(
            "a row that is too short",
            ParquetFiles.IMAGES,
            "FILE: row group 0, row 1: pixels has 1 bytes, must have 2",
            good,
            ParquetFiles.image(1, 1, 2, 1, (byte) 1)),
        refused(
            "huge sizes",
            ParquetFiles.IMAGES,
            "FILE: row group 0, row 0: pixels has 1 bytes, height×width×channels is"
                + " 2147483647×2147483647×2147483647",
            ParquetFiles.image(
                1, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, (byte) 1)),
        refused(
            "no height",
            ParquetFiles.IMAGES,
            "FILE: row group 0, row 0: height is 0, must be at least 1",
            ParquetFiles.image(1, 0, 2, 1)),
        refused(
            "no square",
            BARE,
            "FILE: row group 0, row 0: pixels has 6 bytes, which are no square image of 1 or 3"
                + " channels; needs columns height, width and channels",
            bare(1, new byte[6])),
        refused(
            "no pixels at all",
            BARE,
            "FILE: row group 0, row 0: pixels has 0 bytes, which are no square image of 1 or 3"
                + " channels; needs columns height, width and channels",
            bare(1)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatIsUnclearIsRefusedInOneLine(Refused refused) {
    Path file = folder.resolve("a.parquet");
    ParquetFiles.write(file, refused.schema(), refused.rows().toArray(ParquetFiles.Row[]::new));
    String message =
        refused.message().replace("FILE", "file:" + file).replace("FOLDER", folder.toString());

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .satisfies(
            thrown -> {
              if (message.endsWith("…")) {
                assertThat(thrown.getMessage())
                    .startsWith(message.substring(0, message.length() - 1))
                    .doesNotContain("\n");
              } else {
                assertThat(thrown).hasMessage(message);
              }
            });
  }

  @Test
  void aFileThatChangesAfterwardsIsNoticed() throws IOException {
    Path file = folder.resolve("a.parquet");
    ParquetFiles.write(file, ParquetFiles.IMAGES, ParquetFiles.image(1, 1, 1, 1, (byte) 1));
    DataSource source = open();
    Files.delete(file);
    ParquetFiles.write(file, BARE, bare(1, (byte) 1));

    assertThatThrownBy(() -> Block.read(source, new PositionRange(0, 1), 1, STORAGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.parquet: changed since it was opened");
  }
}
