package dev.convoy.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.convoy.image.ImageLimits;
import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Python's libraries write. Without them it is skipped. */
@Tag("slow")
@Seeded
class ForeignFormatsTest {
  /** Where the build's scripts install Python's packages, seen from a module. */
  private static final Path PACKAGES = Path.of("../../target/python").toAbsolutePath();

  private static final String TRAIN = "numbers/flowers-train.tfrecord-00000-of-00002";

  @TempDir private static Path shared;
  @TempDir private Path folder;

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    assumeThat(PACKAGES.resolve("tfrecord")).exists();
    assumeThat(PACKAGES.resolve("webdataset")).exists();
    Path script = shared.resolve("image_formats.py");
    Files.write(
        script, ForeignFormatsTest.class.getResourceAsStream("image_formats.py").readAllBytes());
    Path log = shared.resolve("log.txt");
    ProcessBuilder python =
        new ProcessBuilder("python3", script.toString(), shared.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    python.environment().put("PYTHONPATH", PACKAGES.toString());
    int status = python.start().waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
  }

  private static void requireImages(ReadImages read, int from, int to) {
    assertThat(read.bad).isEmpty();
    assertThat(read.images).hasSize(to - from);
    assertThat(read.names()).doesNotHaveDuplicates();
    for (int i = from; i < to; i++) {
      EncodedImage image = read.images.get(i - from);
      byte[] expected = new byte[i + 1];
      Arrays.fill(expected, (byte) i);
      assertThat(image.content()).isEqualTo(expected);
      assertThat(image.label()).isEqualTo(i % 3);
    }
  }

  @Test
  void recordsWithNumbersAsLabels() throws IOException {
    ImageSet set = ReadImages.open(shared.resolve("numbers"), ImageFields.USUAL);

    requireImages(ReadImages.of(set.training()), 0, 20);
    requireImages(ReadImages.of(set.validation().orElseThrow()), 20, 25);
    assertThat(set.test()).isEmpty();
    assertThat(set.training().classNames()).isEmpty();
    EncodedImage first = ReadImages.of(set.training()).images.get(0);
    assertThat(first.name()).isEqualTo("flowers-train.tfrecord-00000-of-00002#0");
    assertThat(first.id()).contains("0.png");
  }

  @Test
  void recordsWithNamesAsLabels() throws IOException {
    ImageSource all = ReadImages.open(shared.resolve("texts"), ImageFields.USUAL).training();

    assertThat(all.classNames()).containsExactly("class 0", "class 1", "class 2");
    requireImages(ReadImages.of(all), 0, 20);
  }

  @Test
  void otherFeaturesCanBeNamed() throws IOException {
    ImageFields fields =
        new ImageFields(
            Optional.of("image/filename"), Optional.of("image/height"), Optional.empty(), true);

    ReadImages read = ReadImages.of(ReadImages.open(shared.resolve("numbers"), fields).training());

    assertThat(read.labels()).hasSize(20).containsOnly(7);
    assertThat(read.images.get(3).content()).asString().isEqualTo("3.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ustar", "gnu", "pax"})
  void tarFilesOfEachForm(String form) throws IOException {
    ImageSet set = ReadImages.open(shared.resolve(form), ImageFields.USUAL);

    requireImages(ReadImages.of(set.training()), 0, 20);
    requireImages(ReadImages.of(set.test().orElseThrow()), 20, 25);
    assertThat(ReadImages.of(set.training()).names().get(12)).endsWith("/012");
  }

  @ParameterizedTest
  @ValueSource(strings = {"webdataset-cls", "webdataset-json"})
  void shardsOfWebDatasetsOwnWriter(String place) throws IOException {
    ImageSource source = ReadImages.open(shared.resolve(place), ImageFields.USUAL).training();

    assertThat(source.parts()).hasSize(3);
    requireImages(ReadImages.of(source), 0, 20);
    assertThat(ReadImages.of(source).images.get(8).name()).isEqualTo("train-000001.tar/é 008");
  }

  @Test
  void imagesThatAreTooLargeAreNamed() throws IOException {
    ImageLimits small = new ImageLimits(10, 100, 10);
    for (String place : List.of("numbers", "ustar")) {
      ImageSource source = ReadImages.open(shared.resolve(place), ImageFields.USUAL).training();

      ReadImages read = ReadImages.of(source, small);

      assertThat(read.images).hasSize(10);
      assertThat(read.bad).hasSize(10).containsValue("has 15 bytes, at most 10 are read");
    }
  }

  private Path copy(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(Path.of(name).getFileName()), content);
  }

  /** The record before the last. */
  @Test
  void aWrongChecksumSpoilsOneRecord() throws IOException {
    byte[] content = Files.readAllBytes(shared.resolve(TRAIN));
    int last = content.length - (12 + 4 + length(content, 11));
    content[last - 10] ^= 1;
    copy("all.tfrecord", content);

    ReadImages read = ReadImages.of(ReadImages.open(folder, ImageFields.USUAL).training());

    assertThat(read.bad).containsExactly(Map.entry("all.tfrecord#10", "has a wrong checksum"));
    assertThat(read.images).hasSize(11);
  }

  private static int length(byte[] content, int record) {
    int at = 0;
    for (int i = 0; i < record; i++) {
      at += 12 + 4 + (content[at] & 0xFF) + ((content[at + 1] & 0xFF) << 8);
    }
    return (content[at] & 0xFF) + ((content[at + 1] & 0xFF) << 8);
  }

  @Test
  void aWrongLengthEndsTheFile() throws IOException {
    byte[] content = Files.readAllBytes(shared.resolve(TRAIN));
    content[0] ^= 1;
    copy("all.tfrecord", content);
    ImageSource source = ReadImages.open(folder, ImageFields.USUAL).training();

    assertThatThrownBy(() -> ReadImages.of(source))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("all.tfrecord: record 0 has a length with a wrong checksum");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TRAIN,
        "gnu/train-000.tar",
        "pax/train-000.tar",
        "webdataset-json/train-000000.tar"
      })
  void damagedFilesAreReadOrRefused(String name) throws IOException {
    byte[] sound = Files.readAllBytes(shared.resolve(name));
    Path copy = copy(name.endsWith(".tar") ? "x.tar" : "x.tfrecord", sound);

    MutatedFiles.drive(
        name,
        sound,
        MutatedFiles.throughFile(
            copy, damaged -> ReadImages.of(ReadImages.open(folder, ImageFields.USUAL).training())));
  }

  /** Behind the checksums, which would hide what is read. */
  @Test
  void damagedExamplesAreReadOrRefused() throws IOException {
    byte[] record = Files.readAllBytes(shared.resolve(TRAIN));
    byte[] sound = Arrays.copyOfRange(record, 12, 12 + (record[0] & 0xFF));
    TfExample.Keys keys = TfExample.Keys.of(ImageFields.USUAL);
    ClassLabels labels = new ClassLabels(List.of(), true);
    assertThat(IntStream.range(1, 8).map(i -> record[i]).sum()).isZero();

    MutatedFiles.drive(
        "example", sound, damaged -> TfExample.parse(damaged, keys).image("x", labels));
  }
}
