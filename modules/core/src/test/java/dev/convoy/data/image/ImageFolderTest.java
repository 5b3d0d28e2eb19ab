package dev.convoy.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
  @TempDir private Path folder;

  private void file(String name) throws IOException {
    file(name, name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private void file(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private ImageSet open() throws IOException {
    return ReadImages.open(folder, ImageFields.USUAL);
  }

  @Test
  void sortedFolderNamesAreTheClasses() throws IOException {
    for (String name :
        List.of("train/dog/b.JPG", "train/dog/a.png", "train/Zebra/1.gif", "train/cat/1.jpeg")) {
      file(name);
    }
    file("test/cat/9.bmp");
    file("valid/dog/8.webp");

    ImageSet set = open();

    assertThat(set.training().classNames()).containsExactly("Zebra", "cat", "dog");
    ReadImages training = ReadImages.of(set.training());
    assertThat(training.names())
        .containsExactly(
            "train/Zebra/1.gif", "train/cat/1.jpeg", "train/dog/a.png", "train/dog/b.JPG");
    assertThat(training.labels()).containsExactly(0, 1, 2, 2);
    assertThat(training.images.get(2).content()).asString().isEqualTo("train/dog/a.png");
    assertThat(ReadImages.of(set.test().orElseThrow()).labels()).containsExactly(1);
    assertThat(ReadImages.of(set.validation().orElseThrow()).labels()).containsExactly(2);
  }

  @Test
  void withoutSplitsTheFolderItselfHoldsTheClasses() throws IOException {
    file("cat/x y.png");
    file("dög/100%#1.png");

    ImageSet set = open();

    assertThat(ReadImages.of(set.training()).names())
        .containsExactly("cat/x y.png", "dög/100%#1.png");
    assertThat(set.test()).isEmpty();
  }

  @Test
  void whatIsHiddenOrNoImageIsPassedOver() throws IOException {
    for (String name :
        List.of("cat/1.png", "cat/.2.png", "cat/notes.txt", "cat/png", ".git/3.png", "_x/4.png")) {
      file(name);
    }

    assertThat(open().training().classNames()).containsExactly("cat");
    assertThat(ReadImages.of(open().training()).names()).containsExactly("cat/1.png");
  }

  @Test
  void foldersWithinAClassBelongToIt() throws IOException {
    file("cat/2019/a.png");
    file("cat/1.png");
    file("dog/1.png");

    assertThat(ReadImages.of(open().training()).labels()).containsExactly(0, 0, 1);
  }

  @Test
  void linksAreFollowed() throws IOException {
    file("real/1.png");
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("cat"), folder.resolve("real"));
    Files.createDirectories(data.resolve("dog"));
    Files.createSymbolicLink(data.resolve("dog/2.png"), folder.resolve("real/1.png"));

    ReadImages read = ReadImages.of(ReadImages.open(data, ImageFields.USUAL).training());

    assertThat(read.names()).containsExactly("cat/1.png", "dog/2.png");
    assertThat(read.images.get(1).content()).asString().isEqualTo("real/1.png");
  }

  /** Otherwise each image would be there many times. */
  @Test
  void aLoopOfLinksIsRefused() throws IOException {
    file("cat/1.png");
    Files.createSymbolicLink(folder.resolve("cat/again"), folder.resolve("cat"));
    Files.createSymbolicLink(folder.resolve("cat/more"), folder.resolve("cat"));
    ImageSource source = open().training();

    assertThatThrownBy(() -> ReadImages.of(source))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("again: is more than 16 folders below ")
        .hasMessageEndingWith("a link may lead in a circle");
  }

  /** As Python sorts, not as UTF-16 does. */
  @Test
  void namesAreSortedByCodePoints() throws IOException {
    for (String name : List.of("\uD83D\uDE00/1.png", "\uFF21/1.png", "z/1.png")) {
      file(name);
    }
    file("z/\uD83D\uDE00.png");
    file("z/\uFF21.png");

    ImageSource source = open().training();

    assertThat(source.classNames()).containsExactly("z", "\uFF21", "\uD83D\uDE00");
    assertThat(ReadImages.of(source).names())
        .containsExactly(
            "z/1.png", "z/\uFF21.png", "z/\uD83D\uDE00.png", "\uFF21/1.png", "\uD83D\uDE00/1.png");
  }

  @Test
  void aSingleFileIsADataSetWithoutLabels() throws IOException {
    file("some where/1.PNG");
    Path file = folder.resolve("some where/1.PNG");

    ReadImages read =
        ReadImages.of(ReadImages.open(file, ImageFields.USUAL.unlabelled()).training());

    assertThat(read.names()).containsExactly("1.PNG");
    assertThat(read.labels()).containsExactly(EncodedImage.UNLABELLED);
    assertThatThrownBy(
            () -> ImageSets.find("image-folder:" + file, ImageFields.USUAL, ReadImages.STORAGE))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("1.PNG: is a file, needs folders of classes");
  }

  @Test
  void aTestSetAloneIsOneToEvaluateOn() throws IOException {
    file("test/cat/1.png");
    file("test/dog/2.png");

    ImageSet set = open();

    assertThat(set.evaluation().classNames()).containsExactly("cat", "dog");
    assertThat(ReadImages.of(set.evaluation()).names())
        .containsExactly("test/cat/1.png", "test/dog/2.png");
  }

  /** What is silently left out would be missed. */
  @Test
  void imagesOfFormatsThatAreNotDecodedAreListed() throws IOException {
    file("cat/1.tif");
    file("cat/2.TIFF");

    assertThat(ReadImages.of(open().training()).names()).containsExactly("cat/1.tif", "cat/2.TIFF");
  }

  @Test
  void largeFoldersAreSeveralParts() throws IOException {
    for (int i = 0; i < 600; i++) {
      file(String.format("cat/%04d.png", i));
    }

    ImagePart cats = open().training().parts().get(0);

    assertThat(cats.listed(ReadImages.STORAGE)).hasSize(3);
    assertThat(ReadImages.of(open().training()).names()).hasSize(600).isSorted();
  }

  @Test
  void emptyAndLargeFilesAreNamed() throws IOException {
    file("cat/1.png", new byte[0]);
    file("cat/2.png", new byte[11]);

    ReadImages read = ReadImages.of(open().training(), new ImageLimits(10, 100, 10));

    assertThat(read.bad)
        .containsEntry("cat/1.png", "is empty")
        .containsEntry("cat/2.png", "has 11 bytes, at most 10 are read");
  }

  @Test
  void stateChangesWithTheFiles() throws IOException {
    file("cat/1.png");
    String before = open().training().parts().get(0).listed(ReadImages.STORAGE).get(0).state();
    file("cat/1.png", new byte[7]);

    String after = open().training().parts().get(0).listed(ReadImages.STORAGE).get(0).state();

    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void aFileThatChangedSinceItWasListedIsAnError() throws IOException {
    file("cat/1.png");
    ImagePart listed = open().training().parts().get(0).listed(ReadImages.STORAGE).get(0);
    file("cat/1.png", new byte[100]);

    assertThatThrownBy(
            () -> listed.read(ReadImages.STORAGE, ImageLimits.STANDARD, new ReadImages()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1.png: changed while images were read");
  }

  @Test
  void anUnknownClassIsRefused() throws IOException {
    file("train/cat/1.png");
    file("test/cats/1.png");

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("class 'cats' is none of those to train on")
        .hasMessageContaining("'cat'");
  }

  @Test
  void withoutLabelsAnyFolderWillDo() throws IOException {
    file("1.png");
    file("sub/2.png");
    file("cat/3.png");
    ImageFields fields = ImageFields.USUAL.withClassNames(List.of("ant", "cat")).unlabelled();

    ReadImages read = ReadImages.of(ReadImages.open(folder, fields).training());

    assertThat(read.names()).containsExactly("1.png", "cat/3.png", "sub/2.png");
    assertThat(read.labels()).containsExactly(-1, 1, -1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest.json",
        "train-images-idx3-ubyte",
        "data_batch_1.bin",
        "train/part-00000.parquet",
        "notes/a.txt"
      })
  void otherFoldersAreNotTakenForImages(String name) throws IOException {
    file(name);

    assertThat(ImageSets.find(folder.toString(), ImageFields.USUAL, ReadImages.STORAGE)).isEmpty();
  }
}
