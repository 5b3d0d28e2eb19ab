package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets that Hugging Face's own library wrote are read as they are. */
@Tag("slow")
class HuggingFaceTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final Path LIBRARY = Path.of("../../target/python").toAbsolutePath().normalize();
  private static final Path SCRIPT = Path.of("src/test/resources/hugging_face.py");
  private static final List<String> NAMES = List.of("cat", "a dog: \"big\", it's", "élan");

  @TempDir private static Path shared;
  private static Path folder;

  @BeforeAll
  static void writeWithTheLibrary() throws IOException, InterruptedException {
    assumeThat(LIBRARY.resolve("datasets"))
        .as("pip install --target target/python 'pillow==11.*' 'datasets==4.*'")
        .exists();
    folder = shared.resolve("written");
    Path log = shared.resolve("log");
    ProcessBuilder python =
        new ProcessBuilder("python3", SCRIPT.toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    python.environment().put("PYTHONPATH", LIBRARY.toString());
    python.environment().put("HF_HOME", shared.resolve("cache").toString());
    python.environment().put("HF_HUB_OFFLINE", "1");
    Process process = python.start();
    boolean ended = process.waitFor(300, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0).as(Files.readString(log)).isTrue();
  }

  private static ImageSet open(String name, ImageFields fields) throws IOException {
    return ImageSets.find(folder.resolve(name).toString(), fields, STORAGE).orElseThrow();
  }

  /** The old files lack the footer: names are those of the card. */
  @ParameterizedTest
  @ValueSource(strings = {"split", "old"})
  void imagesLabelsAndNamesAreThoseThatWereWritten(String name) throws IOException {
    ImageSet set = open(name, ImageFields.USUAL);

    requireImages(set.training(), "train", 25);
    requireImages(set.validation().orElseThrow(), "validation", 4);
    requireImages(set.test().orElseThrow(), "test", 4);
  }

  private static void requireImages(ImageSource source, String split, int count)
      throws IOException {
    ImageReading reading = ImageReading.listed(source, STORAGE, ImageLimits.STANDARD);

    assertThat(source.classNames()).isEqualTo(NAMES);
    assertThat(reading.bad).isEmpty();
    assertThat(reading.labels())
        .isEqualTo(IntStream.range(0, count).map(i -> i % 3).boxed().toList());
    for (int i = 0; i < count; i++) {
      assertThat(reading.images.get(i).content())
          .isEqualTo(Files.readAllBytes(folder.resolve("png/" + split + "-" + i + ".png")));
    }
    // Paths are there twice, names are not.
    assertThat(reading.names()).doesNotHaveDuplicates().hasSize(count);
    assertThat(reading.images.get(1).id()).contains("1.png");
  }

  @Test
  void partsAreRowGroupsOfFiles() throws IOException {
    ImageSource training = open("split", ImageFields.USUAL).training();

    assertThat(training.parts()).hasSize(2);
    assertThat(training.parts().get(0).listed(STORAGE))
        .extracting(part -> part.name())
        .containsExactly(
            "data/train-00000-of-00002.parquet, row group 0",
            "data/train-00000-of-00002.parquet, row group 1",
            "data/train-00000-of-00002.parquet, row group 2");
    assertThat(ImageReading.whole(training, STORAGE).names())
        .isEqualTo(ImageReading.listed(training, STORAGE, ImageLimits.STANDARD).names())
        .startsWith("data/train-00000-of-00002.parquet#0")
        .endsWith("data/train-00001-of-00002.parquet#11");
  }

  @Test
  void minusOneAndNullAreNoLabels() throws IOException {
    ImageReading needed = ImageReading.whole(open("odd", ImageFields.USUAL).training(), STORAGE);
    ImageReading taken =
        ImageReading.whole(open("odd", ImageFields.USUAL.unlabelled()).training(), STORAGE);

    assertThat(needed.labels()).containsExactly(0);
    assertThat(needed.bad)
        .containsEntry("x.parquet#1", "has no label")
        .containsEntry("x.parquet#2", "has no label");
    assertThat(taken.labels()).containsExactly(0, EncodedImage.UNLABELLED, EncodedImage.UNLABELLED);
    assertThat(taken.images)
        .extracting(EncodedImage::id)
        .containsExactly(Optional.of("7"), Optional.of("8"), Optional.of("9"));
  }

  /** The card breaks long names into lines; the footer does not. */
  @Test
  void namesOfTheCardAreThoseOfTheFooter() throws IOException {
    List<String> footer = open("odd", ImageFields.USUAL).training().classNames();
    DatasetCard card =
        DatasetCard.of(FilePath.of(folder.resolve("odd").toString()), STORAGE).orElseThrow();

    assertThat(footer).hasSize(6).contains("'", "yes", "12", "");
    assertThat(card.classNames("fine_label", "odd")).contains(footer);
  }

  /** A model's classes are in an order of its own. */
  @Test
  void classesThatAreGivenDecideByName() throws IOException {
    ImageFields given = ImageFields.USUAL.withClassNames(List.of("élan", NAMES.get(1), "cat"));

    ImageSource test = open("split", given).test().orElseThrow();

    assertThat(test.classNames()).containsExactly("élan", NAMES.get(1), "cat");
    assertThat(ImageReading.whole(test, STORAGE).labels()).containsExactly(2, 1, 0, 2);
  }
}
