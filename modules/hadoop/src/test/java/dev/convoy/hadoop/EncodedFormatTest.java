package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.DataLocation;
import dev.convoy.data.DataSets;
import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of encoded images: columns, labels, splits, and what is refused. */
class EncodedFormatTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir private Path folder;

  private void write(String name, ParquetFiles.Row... rows) {
    ParquetFiles.write(folder.resolve(name), WordTables.TABLE, rows);
  }

  private ImageSet open(ImageFields fields) throws IOException {
    return ImageSets.find(folder.toString(), fields, STORAGE).orElseThrow();
  }

  private static ImageFields fields(String image, String label) {
    return new ImageFields(Optional.of(image), Optional.of(label), Optional.empty(), true);
  }

  private static List<String> contents(ImageReading reading) {
    return reading.images.stream()
        .map(image -> new String(image.content(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void theUsualColumnsAreFound() throws IOException {
    write("a.parquet", WordTables.row("x", 3), WordTables.row("y", 0));

    ImageSource source = open(ImageFields.USUAL).training();
    ImageReading reading = ImageReading.whole(source, STORAGE);

    assertThat(contents(reading)).containsExactly("x", "y");
    assertThat(reading.labels()).containsExactly(3, 0);
    assertThat(reading.names()).containsExactly("a.parquet#0", "a.parquet#1");
    assertThat(reading.images.get(0).id()).contains("file:/somewhere/x");
    assertThat(source.classNames()).isEmpty();
  }

  @Test
  void columnsThatAreNamedMayBeFieldsOfStructs() throws IOException {
    write("a.parquet", WordTables.row("x", 3), WordTables.row("y", 0));

    ImageReading reading =
        ImageReading.whole(open(fields("pair.left", "pair.right")).training(), STORAGE);

    assertThat(contents(reading)).containsExactly("left x", "left y");
    assertThat(reading.labels()).containsExactly(13, 10);
  }

  @Test
  void labelsThatAreNamesAreNumberedInTheirOrder() throws IOException {
    write("train.parquet", WordTables.row("x", 7), WordTables.row("y", 3), WordTables.row("z", 7));
    write(
        "test.parquet",
        WordTables.row("v", 5),
        group -> group.add("content", Binary.fromString("u")));

    ImageSet set = open(fields("content", "word"));
    ImageReading test = ImageReading.whole(set.test().orElseThrow(), STORAGE);

    assertThat(set.training().classNames()).containsExactly("class 3", "class 5", "class 7");
    assertThat(ImageReading.whole(set.training(), STORAGE).labels()).containsExactly(2, 0, 2);
    assertThat(test.labels()).containsExactly(1);
    assertThat(test.bad).containsExactly(Map.entry("test.parquet#1", "has no label"));
  }

  @Test
  void namesThatAreGivenDecideAndOthersAreRefused() throws IOException {
    write("a.parquet", WordTables.row("x", 7), WordTables.row("y", 3));
    ImageFields given = fields("content", "word").withClassNames(List.of("class 7", "dog"));

    ImageSource needed = open(given).training();
    ImageSource taken = open(given.unlabelled()).training();

    assertThat(ImageReading.whole(taken, STORAGE).labels())
        .containsExactly(0, EncodedImage.UNLABELLED);
    assertThatThrownBy(() -> ImageReading.whole(needed, STORAGE))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "file:"
                + folder
                + "/a.parquet: row group 0, row 1: class 'class 3' is none of the 2 that there"
                + " are; did you mean 'class 7'?");
  }

  /** As Spark's StringIndexer leaves it. */
  @Test
  void indexesOfSparkHaveNames() throws IOException {
    String schema =
        "{\"type\":\"struct\",\"fields\":[{\"name\":\"index\",\"type\":\"double\",\"nullable\":false,"
            + "\"metadata\":{\"ml_attr\":{\"vals\":[\"b\",\"a\"],\"type\":\"nominal\"}}}]}";
    ParquetFiles.write(
        folder.resolve("a.parquet"),
        WordTables.TABLE,
        Map.of("org.apache.spark.sql.parquet.row.metadata", schema),
        WordTables.row("x", 1),
        WordTables.row("y", 0),
        WordTables.row("z", 2),
        group -> {
          group.add("content", Binary.fromString("w"));
          group.add("index", 0.5);
        });

    ImageSource source = open(fields("content", "index")).training();
    ImageReading reading = ImageReading.whole(source, STORAGE);

    assertThat(source.classNames()).containsExactly("b", "a");
    assertThat(reading.labels()).containsExactly(1, 0);
    assertThat(reading.bad)
        .containsEntry("a.parquet#2", "label is 2, must be 0 to 1")
        .containsEntry("a.parquet#3", "label is 0.5, must be 0 to 1");
  }

  @Test
  void labelsThatAreNoClassesAreBad() throws IOException {
    write(
        "a.parquet",
        WordTables.row("x", -1),
        WordTables.row("y", -2),
        WordTables.row("z", 1_000_000),
        WordTables.row("w", 999_999));

    ImageReading needed = ImageReading.whole(open(ImageFields.USUAL).training(), STORAGE);
    ImageReading taken =
        ImageReading.whole(open(ImageFields.USUAL.unlabelled()).training(), STORAGE);

    assertThat(needed.labels()).containsExactly(999_999);
    assertThat(needed.bad)
        .containsEntry("a.parquet#0", "has no label")
        .containsEntry("a.parquet#1", "label is -2, must be 0 to 999999")
        .containsEntry("a.parquet#2", "label is 1000000, must be 0 to 999999");
    assertThat(taken.labels()).containsExactly(-1, -1, -1, 999_999);
  }

  @Test
  void pathsAloneLeadToFilesBelowTheFolder() throws IOException {
    Files.createDirectories(folder.resolve("images/inner"));
    Files.writeString(folder.resolve("images/x"), "file x");
    Files.writeString(folder.resolve("images/large"), "0123456789");
    Files.writeString(folder.resolve("images/empty"), "");
    write(
        "a.parquet",
        WordTables.row("x", 1),
        WordTables.row("gone", 1),
        WordTables.row("large", 1),
        WordTables.row("../../outside", 1),
        WordTables.row("inner", 1),
        WordTables.row("empty", 1));

    ImageReading reading =
        ImageReading.listed(
            open(fields("file", "label")).training(), STORAGE, new ImageLimits(9, 100, 100));

    assertThat(contents(reading)).containsExactly("file x");
    assertThat(reading.bad)
        .containsEntry("a.parquet#1", "has no content, and there is no file 'images/gone'")
        .containsEntry("a.parquet#2", "has 10 bytes, may have 9")
        .containsEntry(
            "a.parquet#3",
            "has no content, and its path 'images/../../outside' is not below the folder")
        .containsEntry("a.parquet#4", "has no content, and there is no file 'images/inner'")
        .containsEntry("a.parquet#5", "has no content");
  }

  @Test
  void imagesThatAreMissingEmptyOrTooLargeAreBad() throws IOException {
    write(
        "a.parquet",
        WordTables.row("", 1),
        WordTables.row("1234567890", 1),
        WordTables.row("fits", 1),
        g -> g.add("label", 1));

    ImageReading reading =
        ImageReading.listed(
            open(ImageFields.USUAL).training(), STORAGE, new ImageLimits(9, 100, 100));

    assertThat(contents(reading)).containsExactly("fits");
    assertThat(reading.bad)
        .containsEntry("a.parquet#0", "has no content")
        .containsEntry("a.parquet#1", "has 10 bytes, may have 9")
        .containsEntry("a.parquet#3", "has no content");
  }

  @Test
  void rowGroupsAreParts() throws IOException {
    for (CompressionCodecName codec :
        List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP)) {
      ParquetFiles.write(
          folder.resolve(codec + ".parquet"),
          WordTables.TABLE,
          codec,
          2,
          List.of(
              WordTables.row("x", 0),
              WordTables.row("x", 1),
              WordTables.row("x", 2),
              WordTables.row("y", 3),
              WordTables.row("z", 4)));
    }
    ImageSource source = open(ImageFields.USUAL).training();

    assertThat(source.parts().get(0).listed(STORAGE))
        .extracting(part -> part.name())
        .containsExactly(
            "GZIP.parquet, row group 0", "GZIP.parquet, row group 1", "GZIP.parquet, row group 2");
    assertThat(source.parts().get(0).listed(STORAGE).get(1).state())
        .startsWith("GZIP.parquet " + Files.size(folder.resolve("GZIP.parquet")) + " ")
        .endsWith(" 1");
    ImageReading reading = ImageReading.listed(source, STORAGE, ImageLimits.STANDARD);
    assertThat(reading.labels()).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
    assertThat(contents(reading).subList(10, 15)).containsExactly("x", "x", "x", "y", "z");
    assertThat(reading.names()).endsWith("UNCOMPRESSED.parquet#3", "UNCOMPRESSED.parquet#4");
  }

  private void requireRefused(ImageFields fields, String message) {
    assertThatThrownBy(() -> new EncodedFormat().open(location(), fields))
        .isInstanceOf(IOException.class)
        .hasMessage(message.replace("FOLDER", folder.toString()));
  }

  private DataLocation location() {
    return new DataLocation(folder.toString(), STORAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "contents | label | has no column 'contents'; did you mean 'content'?; it has content, path,"
            + " label, word, index, pair, file, several; --image-column names one",
        "content | labl | has no column 'labl'; did you mean 'label'?; it has content, path, label,"
            + " word, index, pair, file, several; --label-column names one",
        "pair.left | pair.middle | has no column 'pair.middle'; it has content,"
            + " path, label, word, index, pair, file, several; --label-column names one",
        "label | label | column 'label' has integers, must have binary, or a struct with the binary"
            + " field bytes",
        "content | content | column 'content' has binary values, must have integers or strings, one a"
            + " row",
        "content | several | column 'several' has lists, must have integers or strings, one a row",
      })
  void columnsThatAreNotThereOrOfAnotherKindAreRefused(String image, String label, String what) {
    write("a.parquet", WordTables.row("x", 1));

    requireRefused(fields(image, label), "file:FOLDER/a.parquet: " + what);
  }

  @Test
  void labelsThatAreNeededMustBeThere() throws IOException {
    ParquetFiles.write(
        folder.resolve("a.parquet"),
        "message t { required binary image; }",
        group -> group.add("image", Binary.fromString("x")));

    requireRefused(
        ImageFields.USUAL,
        "file:FOLDER/a.parquet: has no column of labels [label, labels, class, class_name,"
            + " category, target, cls, fine_label]; it has image; --label-column names one");
    assertThat(
            ImageReading.whole(open(ImageFields.USUAL.unlabelled()).training(), STORAGE).labels())
        .containsExactly(EncodedImage.UNLABELLED);
  }

  @Test
  void pixelsOfSparkAreRefusedWithAdvice() {
    ParquetFiles.write(
        folder.resolve("a.parquet"),
        "message t { optional group image { optional int32 nChannels; optional binary data; } }");

    requireRefused(
        ImageFields.USUAL,
        "file:FOLDER/a.parquet: column 'image' has decoded pixels, as Spark's source 'image' makes"
            + " them; read the image files with its source 'binaryFile' instead");
  }

  @Test
  void tablesOfPixelsAreNotTaken() throws IOException {
    ParquetFiles.write(
        folder.resolve("a.parquet"), ParquetFiles.IMAGES, ParquetFiles.image(1, 1, 1, 1, (byte) 7));

    assertThat(ImageSets.find(folder.toString(), ImageFields.USUAL, STORAGE)).isEmpty();
    assertThat(DataSets.training(folder.toString(), STORAGE).summary().size()).isEqualTo(1);
  }

  @Test
  void filesWithOtherColumnsThanTheFirstAreNamed() throws IOException {
    write("a.parquet", WordTables.row("x", 1));
    ParquetFiles.write(
        folder.resolve("b.parquet"),
        "message t { required binary content; required int32 label (DATE); }");

    ImageSource source = open(ImageFields.USUAL).training();

    assertThatThrownBy(() -> ImageReading.whole(source, STORAGE))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "file:"
                + folder
                + "/b.parquet: has no column 'label' like that of the first file, must have one");
  }

  @Test
  void aFileThatChangesAfterwardsIsNoticed() throws IOException {
    write("a.parquet", WordTables.row("x", 1));
    ImageSource source = open(ImageFields.USUAL).training();
    Files.delete(folder.resolve("a.parquet"));
    write("a.parquet", WordTables.row("x", 1), WordTables.row("y", 2));

    assertThatThrownBy(() -> source.parts().get(0).listed(STORAGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.parquet: changed since it was opened");
  }
}
