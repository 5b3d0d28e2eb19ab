package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.DataLocation;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where files of encoded images are found, and what their names say. */
class SplitFilesTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir private Path folder;

  private void write(String name, ParquetFiles.Row... rows) {
    ParquetFiles.write(folder.resolve(name), WordTables.TABLE, rows);
  }

  private ImageSet open(ImageFields fields) throws IOException {
    return ImageSets.find(folder.toString(), fields, STORAGE).orElseThrow();
  }

  /** Where files are, and to which split they belong: training, validation, test. */
  @ParameterizedTest
  @CsvSource({
    "data/train-00000-of-00001.parquet, 0",
    "data/validation-00000-of-00001.parquet, 1",
    "valid.parquet, 1",
    "my_val_1.parquet, 1",
    "test-00000-of-00001.parquet, 2",
    "data/Eval.parquet, 2",
    "part-00000-0e1a.snappy.parquet, 0",
    "contest.parquet, 0",
    "test/part-00000.parquet, 2",
    "data/validation/0000.parquet, 1"
  })
  void namesSaySplits(String name, int split) throws IOException {
    int slash = name.lastIndexOf('/');
    String beside = name.substring(0, slash + 1);
    boolean folders = beside.matches(".*(test|validation)/");
    write(
        folders ? beside.replaceAll("\\w+/$", "train/a.parquet") : beside + "a.parquet",
        WordTables.row("t", 0));
    write(name, WordTables.row("x", 1));

    ImageSet set = open(ImageFields.USUAL);

    List<Optional<ImageSource>> sources =
        List.of(Optional.of(set.training()), set.validation(), set.test());
    ImageReading reading =
        ImageReading.listed(sources.get(split).orElseThrow(), STORAGE, ImageLimits.STANDARD);
    assertThat(reading.names()).contains(name + "#0");
    assertThat(reading.labels()).hasSize(split == 0 ? 2 : 1);
  }

  @Test
  void withoutFilesToTrainOnNothingIsSplit() throws IOException {
    write("test.parquet", WordTables.row("x", 1));

    ImageSet set = open(ImageFields.USUAL);

    assertThat(set.test()).isEmpty();
    assertThat(ImageReading.whole(set.training(), STORAGE).labels()).containsExactly(1);
  }

  @Test
  void oneFileIsADataSet() throws IOException {
    write("test.parquet", WordTables.row("x", 1));

    ImageSet set =
        ImageSets.find(folder.resolve("test.parquet").toString(), ImageFields.USUAL, STORAGE)
            .orElseThrow();

    assertThat(ImageReading.whole(set.training(), STORAGE).names())
        .containsExactly("test.parquet#0");
  }

  @Test
  void aFolderOfOneConfigurationIsLookedInto() throws IOException {
    Files.writeString(folder.resolve("README.md"), "# Cats\n");
    write("plain/test-0.parquet", WordTables.row("x", 1));
    write("plain/train-0.parquet", WordTables.row("y", 1));

    assertThat(ImageReading.whole(open(ImageFields.USUAL).test().orElseThrow(), STORAGE).names())
        .containsExactly("plain/test-0.parquet#0");

    write("other/train-0.parquet", WordTables.row("y", 1));
    requireRefused(
        ImageFields.USUAL,
        "'FOLDER': has the configurations other, plain; must be the folder of one of them");
  }

  /** Each configuration has features of its own in the card, which is above its folder. */
  @Test
  void namesAreThoseOfTheConfiguration() throws IOException {
    Files.writeString(
        folder.resolve("README.md"),
        "---\ndataset_info:\n" + features("plain", "cat") + features("other", "dog") + "---\n");
    write("other/train-0.parquet", WordTables.row("y", 0));

    assertThat(open(ImageFields.USUAL).training().classNames()).containsExactly("dog", "no dog");
    DataLocation inner = new DataLocation(folder.resolve("other").toString(), STORAGE);
    assertThat(new EncodedFormat().open(inner, ImageFields.USUAL).training().classNames())
        .containsExactly("dog", "no dog");

    Files.writeString(
        folder.resolve("README.md"),
        "---\ndataset_info:\n" + features("x", "y").replace("'1'", "'2'"));
    requireRefused(
        ImageFields.USUAL,
        "file:FOLDER/README.md: the names of classes in dataset_info have the number '2', must have 1"
            + " there");
  }

  private static String features(String configuration, String name) {
    return "- config_name: "
        + configuration
        + "\n  features:\n  - name: label\n    dtype:\n      class_label:\n        names:\n"
        + ("          '0': " + name + "\n          '1': no\n            " + name + "\n");
  }

  @Test
  void partitionsAreRefusedWithAdvice() {
    write("label=cat/part-0.parquet", WordTables.row("x", 1));

    requireRefused(
        ImageFields.USUAL,
        "'FOLDER': is partitioned into folders such as 'label=cat'; 'label' must be a column of the"
            + " files instead");
  }

  private void requireRefused(ImageFields fields, String message) {
    assertThatThrownBy(() -> new EncodedFormat().open(location(), fields))
        .isInstanceOf(IOException.class)
        .hasMessage(message.replace("FOLDER", folder.toString()));
  }

  private DataLocation location() {
    return new DataLocation(folder.toString(), STORAGE);
  }
}
