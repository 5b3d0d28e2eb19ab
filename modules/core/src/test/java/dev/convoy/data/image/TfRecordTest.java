package dev.convoy.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TfRecordTest {
  private static final int ABOVE_LIMIT = 2 << 20;

  @TempDir private Path folder;

  private ReadImages read(byte[] records) throws IOException {
    return read(records, ImageLimits.STANDARD);
  }

  private ReadImages read(byte[] records, ImageLimits limits) throws IOException {
    Files.write(folder.resolve("all.tfrecord"), records);
    return ReadImages.of(ReadImages.open(folder, ImageFields.USUAL).training(), limits);
  }

  private static byte[] image(String content) {
    return TfRecords.text("image/encoded", content);
  }

  @Test
  void imagesHaveLabelsAndNames() throws IOException {
    ReadImages read =
        read(
            new TfRecords()
                .add(
                    image("a"),
                    TfRecords.number("image/class/label", 300),
                    TfRecords.text("image/filename", "x y.png"))
                .add(TfRecords.number("label", 1), TfRecords.text("image", "b"))
                .bytes());

    assertThat(read.bad).isEmpty();
    assertThat(read.labels()).containsExactly(300, 1);
    assertThat(read.names()).containsExactly("all.tfrecord#0", "all.tfrecord#1");
    assertThat(read.images.get(0).id()).contains("x y.png");
    assertThat(read.images.get(1).content()).asString().isEqualTo("b");
  }

  @Test
  void theNameOfAClassDoesWithoutItsNumber() throws IOException {
    Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");

    ReadImages read =
        read(
            new TfRecords()
                .add(image("a"), TfRecords.text("image/class/text", "dog"))
                .add(
                    image("b"),
                    TfRecords.text("image/class/text", "dog"),
                    TfRecords.number("image/class/label", 0))
                .bytes());

    assertThat(read.labels()).containsExactly(1, 0);
  }

  @Test
  void recordsWithoutAnImageOrLabelAreNamed() throws IOException {
    ReadImages read =
        read(
            new TfRecords()
                .add(TfRecords.number("label", 1))
                .add(image("a"))
                .record(new byte[] {10, 100})
                .record(new byte[0])
                .bytes());

    assertThat(read.images).isEmpty();
    assertThat(read.bad)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "all.tfrecord#0", "has no feature image/encoded or image",
                "all.tfrecord#1", "has no label",
                "all.tfrecord#2", "is a damaged record",
                "all.tfrecord#3", "has no feature image/encoded or image"));
  }

  /** Also where what is too large is passed over. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 11, 12, 100, ABOVE_LIMIT, ABOVE_LIMIT + 15})
  void aTruncatedFileIsRefused(int length) {
    byte[] records = new TfRecords().record(new byte[ABOVE_LIMIT]).bytes();

    assertThatThrownBy(() -> read(Arrays.copyOf(records, length), new ImageLimits(10, 100, 10)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("all.tfrecord: ");
  }

  @Test
  void aRecordThatIsTooLargeIsPassedOver() throws IOException {
    ReadImages read =
        read(
            new TfRecords()
                .record(new byte[ABOVE_LIMIT])
                .add(image("a"), TfRecords.number("label", 4))
                .bytes(),
            new ImageLimits(10, 100, 10));

    assertThat(read.bad)
        .containsExactly(Map.entry("all.tfrecord#0", "has 2,097,152 bytes, at most 10 are read"));
    assertThat(read.labels()).containsExactly(4);
  }

  @ParameterizedTest
  @CsvSource({"-1", "9223372036854775807", "4294967296", "29"})
  void lengthsBeyondTheFileAreRefused(long bytes) {
    byte[] records = new TfRecords().length(bytes).length(0).bytes();

    assertThatThrownBy(() -> read(Arrays.copyOf(records, 40)))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "all.tfrecord: record 0 has " + bytes + " bytes, the file only 28 more");
  }

  @Test
  void anEmptyFileHasNoImages() throws IOException {
    assertThat(read(new byte[0]).images).isEmpty();
  }
}
