package dev.convoy.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebDatasetTest {
  @TempDir private Path folder;

  private ReadImages read(byte[] tar, ImageFields fields) throws IOException {
    Files.write(folder.resolve("all.tar"), tar);
    return ReadImages.of(ReadImages.open(folder, fields).training());
  }

  private ReadImages read(TarFiles tar) throws IOException {
    return read(tar.bytes(), ImageFields.USUAL);
  }

  /** Such as a mask; another ending is another column. */
  @Test
  void anEndingWithADotIsNoImage() throws IOException {
    ReadImages read =
        read(new TarFiles().add("a/1.png", "image").add("a/1.seg.png", "mask").add("a/1.cls", "2"));

    assertThat(read.images).singleElement().extracting(EncodedImage::label).isEqualTo(2);
    assertThat(read.images.get(0).content()).asString().isEqualTo("image");
  }

  @Test
  void anEndingWithADotCanBeNamed() throws IOException {
    ImageFields fields =
        new ImageFields(Optional.of("seg.png"), Optional.empty(), Optional.empty(), true);

    ReadImages read =
        read(
            new TarFiles().add("1.png", "image").add("1.seg.png", "mask").add("1.cls", "2").bytes(),
            fields);

    assertThat(read.images.get(0).content()).asString().isEqualTo("mask");
  }

  @Test
  void ofTwoImagesOneMustBeNamed() throws IOException {
    TarFiles tar = new TarFiles().add("1.png", "a").add("1.jpg", "b").add("1.cls", "2");

    assertThat(read(tar).bad)
        .containsExactly(
            Map.entry(
                "all.tar/1", "has images that end with png and jpg; --image-column says which"));
  }

  /** As WebDataset's own reader does. */
  @ParameterizedTest
  @ValueSource(strings = {"README", "./._1.png", ".hidden.png", "a/.b"})
  void whatHasNoKeyIsPassedOver(String name) throws IOException {
    ReadImages read =
        read(new TarFiles().add("1.png", "image").add(name, "other").add("1.cls", "2"));

    assertThat(read.bad).isEmpty();
    assertThat(read.names()).containsExactly("all.tar/1");
    assertThat(read.images.get(0).content()).asString().isEqualTo("image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"label\": 2}", "{\"caption\": \"a\", \"label\": \"dog\"}"})
  void labelsMayBeInJson(String json) throws IOException {
    Files.writeString(folder.resolve("labels.txt"), "ant\nbee\ndog\n");

    ReadImages read = read(new TarFiles().add("1.json", json).add("1.jpg", "image"));

    assertThat(read.bad).isEmpty();
    assertThat(read.labels()).containsExactly(2);
  }

  @Test
  void aFileOfTheLabelComesBeforeJson() throws IOException {
    ReadImages read =
        read(
            new TarFiles().add("1.cls", "3").add("1.jpg", "image").add("1.json", "{\"label\": 2}"));

    assertThat(read.labels()).containsExactly(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|has no label",
        "{\"label\": 1.5}|has label 1.5, must be a whole number or a name",
        "{\"label\": [1]}|has label [1], must be a whole number or a name",
        "{\"label\": -3}|has label -3, must be 0 to 1000000",
        "{\"label\": 99999999999999999999}|has label '99999999999999999999', which is no class; labels must be numbers",
        "[1]|has damaged JSON",
        "{\"label\"|has damaged JSON"
      })
  void labelsOfOtherKindsAreBad(String json, String reason) throws IOException {
    ReadImages read = read(new TarFiles().add("1.jpg", "image").add("1.json", json));

    assertThat(read.images).isEmpty();
    assertThat(read.bad).containsExactly(Map.entry("all.tar/1", reason));
  }

  @Test
  void withoutLabelsDamagedJsonIsNoFault() throws IOException {
    ReadImages read =
        read(
            new TarFiles().add("1.jpg", "image").add("1.json", "{").bytes(),
            ImageFields.USUAL.unlabelled());

    assertThat(read.labels()).containsExactly(EncodedImage.UNLABELLED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 513, 600, 1023, 1024 + 100, 2 * 1024 + 3})
  void aTruncatedFileIsRefused(int length) throws IOException {
    byte[] image = new byte[1000];
    byte[] tar = new TarFiles().add("1.cls", "2").add("1.png", '0', image).bytes();

    assertThatThrownBy(() -> read(Arrays.copyOf(tar, length), ImageFields.USUAL))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("all.tar: ends in the middle");
  }

  @ParameterizedTest
  @MethodSource
  void sizesBeyondTheFileAreRefused(String size, String message) throws IOException {
    byte[] tar = new TarFiles().header("1.png", '0', size).add("1.cls", "2").bytes();

    assertThatThrownBy(() -> read(tar, ImageFields.USUAL))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("all.tar: " + message);
  }

  /** In octal digits, and as binary numbers of twelve bytes. */
  static Stream<Arguments> sizesBeyondTheFileAreRefused() {
    String binary = "\u0080\0\0\0";
    String ones = "\u00FF".repeat(7);
    return Stream.of(
        Arguments.of("77777777777", "ends in the middle"),
        Arguments.of(binary + "\u0010" + "\0".repeat(7), "ends in the middle"),
        Arguments.of(binary + "\u007F" + ones, "has a number of " + Long.MAX_VALUE),
        Arguments.of(binary + "\u00FF" + ones, "has a number of -1"),
        Arguments.of("-1", "has a header with '-1'"));
  }

  @Test
  void aNameThatIsTooLongIsRefused() throws IOException {
    byte[] tar = new TarFiles().header("long", 'L', "77777777777").bytes();

    assertThatThrownBy(() -> read(tar, ImageFields.USUAL))
        .hasMessageEndingWith("all.tar: has a name of 8589934591 bytes");
  }

  @Test
  void namesMayLeadAnywhereForNothingIsWritten() throws IOException {
    ReadImages read =
        read(new TarFiles().add("../../a b%#.png", "image").add("../../a b%#.cls", "1"));

    assertThat(read.names()).containsExactly("all.tar/../../a b%#");
    assertThat(read.images.get(0).content()).isEqualTo("image".getBytes(StandardCharsets.UTF_8));
  }
}
