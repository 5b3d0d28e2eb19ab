package dev.convoy.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.DataLocation;
import dev.convoy.files.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Splits by names of files, and names of classes in a file beside them. */
class SplitFilesTest {
  @TempDir private Path folder;

  private DataLocation location() {
    return new DataLocation(folder.toString(), ReadImages.STORAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "a.tar, 0",
    "latest.tar, 0",
    "mnist-train.tfrecord-00000-of-00001, 0",
    "dev-set-train-00.tar, 0",
    "train-test-split.tar, 0",
    "training_valid.tar, 0",
    "cifar10-test.tfrecord-00000-of-00001, 2",
    "my_VAL_3.tar, 1",
    "dev.tar, 1",
    "validation-1.tar, 1"
  })
  void wordsOfANameSayTheSplit(String name, int split) throws IOException {
    for (String each : List.of(name, "train.x", "val.x", "test.x")) {
      Files.writeString(folder.resolve(each), "");
    }
    List<List<FilePath>> opened = new ArrayList<>();

    SplitFiles.of(location(), each -> true)
        .open(
            "x",
            files -> {
              opened.add(files);
              return new ImageSource("x", List.of(), List.of());
            });

    assertThat(opened).hasSize(3);
    assertThat(opened.get(split)).extracting(FilePath::name).contains(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0:cat\\n1:hot dog\\n|cat,hot dog",
        "cat\\r\\nhot dog|cat,hot dog",
        "1:1:30\\n0:x|x,1:30",
        "9:30\\nnoon|9:30,noon"
      })
  void numbersBeforeNamesSayTheirPlaces(String content, String names) throws IOException {
    Files.writeString(
        folder.resolve("labels.txt"), content.replace("\\n", "\n").replace("\\r", "\r"));

    assertThat(LabelFile.read(location())).containsExactly(names.split(","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1:cat\\n2:dog\\n|labels.txt: has no class with the number 0, of 2",
        "0:cat\\n0:dog\\n|labels.txt: has no class with the number 1, of 2"
      })
  void labelsThatDoNotFitAreRefused(String content, String message) throws IOException {
    Files.writeString(folder.resolve("labels.txt"), content.replace("\\n", "\n"));

    assertThatThrownBy(() -> LabelFile.read(location()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(message);
  }

  @Test
  void aFolderWithoutFilesOfTheFormatIsRefused() {
    assertThatThrownBy(
            () ->
                SplitFiles.of(location(), each -> true)
                    .open(
                        "x",
                        files -> {
                          throw new IOException();
                        }))
        .hasMessage("'x': has no files of this format");
  }
}
