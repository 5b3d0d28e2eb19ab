package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.run.TrainedModel;
import dev.convoy.spark.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class folders of images, packed and trained on. */
class ImageCommandTest {
  private static final int TRAINING = 600;
  private static final int TEST = 90;
  private static final Storage STORAGE = new LocalStorage();

  @TempDir private Path folder;
  private ImageFolder images;

  @BeforeEach
  void write() throws IOException {
    images = ImageFolder.write(folder, TRAINING, TEST);
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.on("local[2]", List.of(arguments));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private CommandLineRun train(Path data, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--json", "--data", data.toString()));
    arguments.addAll(List.of("--model", "lenet5:12x12x1,classes=3", "--out", path(out)));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--epochs")) {
      arguments.addAll(List.of("--epochs", "1"));
    }
    return CommandLineRun.on("local[2]", arguments);
  }

  private static void requireDone(CommandLineRun run) {
    assertThat(run.status()).as(run.err()).isZero();
  }

  private void addBad() throws IOException {
    Files.writeString(images.images().resolve("train/bee/broken.png"), "no image");
    Files.write(images.images().resolve("train/cat/empty.jpg"), new byte[0]);
  }

  @Test
  void theModelIsThatOfTheSamePixels() {
    CommandLineRun fromImages = train(images.images(), "run-images", "--seed", "5");
    CommandLineRun fromPixels = train(images.idx(), "run-pixels", "--seed", "5");

    requireDone(fromImages);
    requireDone(fromPixels);
    assertThat(fromImages.lastEvent().get("parametersSha256"))
        .isEqualTo(fromPixels.lastEvent().get("parametersSha256"));
    assertThat(fromImages.lastEvent().get("testAccuracy"))
        .isEqualTo(fromPixels.lastEvent().get("testAccuracy"));
  }

  @Test
  void aRunGoesOnWithTheImagesThatItPacked() throws IOException {
    requireDone(train(images.images(), "run"));
    Path packed = folder.resolve("run/images/train/part-00000.parquet");
    Object time = Files.getLastModifiedTime(packed);

    CommandLineRun more = train(images.images(), "run", "--resume", "--epochs", "2");
    CommandLineRun other = train(images.images(), "run", "--resume", "--size", "16");

    requireDone(more);
    assertThat(more.lastEvent().get("epochs").asInt()).isEqualTo(2);
    assertThat(Files.getLastModifiedTime(packed)).isEqualTo(time);
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("holds images of", "crop:12x12x1").hasLineCount(1);
  }

  @Test
  void whatAKilledDriverLeftIsMadeAnew() throws IOException {
    Files.createDirectories(folder.resolve("run/images/train"));
    Files.writeString(folder.resolve("run/images/_unfinished"), "convoy pack\n");
    Files.writeString(folder.resolve("run/images/train/part-00000.parquet"), "half");

    CommandLineRun run = train(images.images(), "run");

    requireDone(run);
    assertThat(run.lastEvent().get("event").asText()).isEqualTo("result");
  }

  @Test
  void whatOthersPutIntoARunDirectoryStays() throws IOException {
    requireDone(train(images.idx(), "run"));
    Path mine = Files.createDirectories(folder.resolve("run/images")).resolve("mine.txt");
    Files.writeString(mine, "mine");

    CommandLineRun run = train(images.images(), "run", "--resume", "--epochs", "2");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("holds 'mine.txt', must be empty or absent");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void namesOfClassesGoFromFoldersToEvaluations() throws IOException {
    requireDone(train(images.images(), "run"));

    CommandLineRun evaluation =
        run("evaluate", "--model", path("run"), "--data", images.images().toString());
    CommandLineRun other =
        run("evaluate", "--model", path("run"), "--data", images.images() + "/train");

    requireDone(evaluation);
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("are encoded images; pack them first").hasLineCount(1);
    assertThat(Files.readString(folder.resolve("run/config.json")))
        .contains("\"classNames\": [\"ant\", \"bee\", \"cat\"]");
    assertThat(evaluation.out().lines().filter(line -> line.endsWith("  bee"))).hasSize(1);
  }

  /** Ten outputs would be those of data without names. */
  @Test
  void aNamedModelHasAnOutputForEachClass() throws IOException {
    CommandLineRun run =
        run(
            "train",
            "--data",
            images.images().toString(),
            "--model",
            "lenet5",
            "--out",
            path("run"),
            "--epochs",
            "1");

    requireDone(run);
    assertThat(TrainedModel.read(path("run"), STORAGE).model().shapes().values())
        .last()
        .hasToString("1×1×3");
  }

  @Test
  void packedImagesHaveACardAndSamples() throws IOException {
    CommandLineRun pack =
        run("pack", "--json", "--data", images.images().toString(), "--out", path("packed"));

    requireDone(pack);
    assertThat(pack.lastEvent().get("train").get("examples").asInt()).isEqualTo(TRAINING);
    assertThat(pack.lastEvent().get("test").get("examples").asInt()).isEqualTo(TEST);
    assertThat(Files.readString(folder.resolve("packed/data-card.md")))
        .contains("| 1 | bee | 200 | 30 |", "crop:12x12x1", "ImageIO");
    assertThat(Files.readAllBytes(folder.resolve("packed/samples.png"))).startsWith(0x89, 'P');
  }

  @Test
  void aBadImageFailsAndLeavesNothing() throws IOException {
    addBad();

    CommandLineRun pack =
        run("pack", "--data", images.images().toString(), "--out", path("packed"));

    assertThat(pack.status()).isEqualTo(2);
    assertThat(pack.err())
        .containsAnyOf(
            "image 'train/bee/broken.png': is not a JPEG, PNG, GIF, BMP or WebP file",
            "image 'train/cat/empty.jpg': is empty")
        .doesNotContain("Exception");
    assertThat(folder.resolve("packed")).doesNotExist();
  }

  @Test
  void badImagesAreLeftOutAndNamed() throws IOException {
    addBad();
    String data = images.images().toString();

    CommandLineRun skip =
        run("pack", "--data", data, "--out", path("skip"), "--on-bad-image", "skip");
    CommandLineRun kept =
        run("pack", "--data", data, "--out", path("kept"), "--on-bad-image", "quarantine");

    requireDone(skip);
    requireDone(kept);
    assertThat(Files.readAllLines(folder.resolve("skip/bad-images.jsonl")))
        .containsExactly(
            "{\"split\":\"train\",\"image\":\"train/bee/broken.png\",\"reason\":\"is not a JPEG,"
                + " PNG, GIF, BMP or WebP file\"}",
            "{\"split\":\"train\",\"image\":\"train/cat/empty.jpg\",\"reason\":\"is empty\"}");
    assertThat(skip.err()).contains("2 image(s) left out");
    try (Stream<Path> copies = Files.list(folder.resolve("kept/bad-images"))) {
      assertThat(copies)
          .singleElement()
          .satisfies(copy -> assertThat(Files.readString(copy)).isEqualTo("no image"));
    }
    assertThat(DataSets.training(path("skip"), STORAGE).summary().size()).isEqualTo(TRAINING);
  }

  /** The images that are left are those of a folder that never had the others. */
  @Test
  void leavingOutEqualsNotHaving() throws IOException {
    requireDone(run("pack", "--data", images.images().toString(), "--out", path("clean")));
    addBad();
    requireDone(
        run(
            "pack",
            "--data",
            images.images().toString(),
            "--out",
            path("skip"),
            "--on-bad-image",
            "skip"));

    assertThat(DataSets.training(path("skip"), STORAGE).summary().fingerprint())
        .isEqualTo(DataSets.training(path("clean"), STORAGE).summary().fingerprint());
  }

  @Test
  void aShareIsHeldOutByName() throws IOException {
    ImageFolder one = ImageFolder.write(folder.resolve("one"), TRAINING, 0);
    String data = one.images().toString();
    CommandLineRun pack = run("pack", "--data", data, "--out", path("packed"), "--split", "0.8");
    requireDone(pack);

    DataSource training = DataSets.training(path("packed"), STORAGE);
    DataSource validation = DataSets.validationBeside(path("packed"), STORAGE).orElseThrow();

    assertThat(training.summary().size() + validation.summary().size()).isEqualTo(TRAINING);
    assertThat(training.summary().size()).isBetween(430L, 530L);
    assertThat(validation.classNames()).isEqualTo(ImageFolder.CLASSES);
    assertThat(Files.readString(folder.resolve("packed/manifest.json")))
        .contains("\"split\": \"0.8\"");
  }

  @Test
  void aSplitOfDataThatAreSplitIsRefused() {
    CommandLineRun pack =
        run(
            "pack",
            "--data",
            images.images().toString(),
            "--out",
            path("packed"),
            "--split",
            "0.8");

    assertThat(pack.status()).isEqualTo(2);
    assertThat(pack.err()).contains("split 0.8", "has images for the test already");
  }

  @Test
  void imagesAreResizedIfAsked() throws IOException {
    requireDone(
        run(
            "pack",
            "--data",
            images.images().toString(),
            "--out",
            path("packed"),
            "--size",
            "8x10",
            "--channels",
            "3",
            "--fit",
            "pad"));

    DataSource training = DataSets.training(path("packed"), STORAGE);
    assertThat(training.summary().shape()).hasToString("8×10×3");
    assertThat(training.preprocessing().orElseThrow().text()).isEqualTo("pad:8x10x3");
  }

  @Test
  void imagesOfDifferentSizesNeedOne() throws IOException {
    Path other = images.images().resolve("train/bee/00000.png");
    Files.write(other, dev.convoy.image.ImageFixtures.greyPng(9, 7, new byte[63]));

    CommandLineRun pack =
        run("pack", "--data", images.images().toString(), "--out", path("packed"));

    assertThat(pack.status()).isEqualTo(2);
    assertThat(pack.err())
        .contains("train/ant/00000.png of 12×12", "train/bee/00000.png of 9×7", "give --size");
  }

  @Test
  void imagesNeedLabelsToTrainAndPackingForOtherCommands() {
    CommandLineRun flat = train(images.images().resolve("train/ant"), "run");
    CommandLineRun plan =
        run("plan", "--data", images.images().toString(), "--model", "lenet5", "--workers", "2");
    CommandLineRun check = run("check", "data", "--data", images.images().toString());

    assertThat(flat.status()).isEqualTo(2);
    assertThat(flat.err()).contains("are images without labels").hasLineCount(1);
    for (CommandLineRun other : List.of(plan, check)) {
      assertThat(other.status()).isEqualTo(2);
      assertThat(other.err()).contains("are encoded images; pack them first").hasLineCount(1);
    }
  }

  @Test
  void optionsOfImagesAreRefusedForPixels() {
    CommandLineRun pack =
        run("pack", "--data", images.idx().toString(), "--out", path("packed"), "--size", "8");

    assertThat(pack.status()).isEqualTo(2);
    assertThat(pack.err()).contains("size '8'", "are no encoded images");
  }

  @Test
  void anUnknownClassOfTheTestIsRefused() throws IOException {
    Files.move(images.images().resolve("test/bee"), images.images().resolve("test/bees"));

    CommandLineRun pack =
        run("pack", "--data", images.images().toString(), "--out", path("packed"));

    assertThat(pack.status()).isEqualTo(2);
    assertThat(pack.err()).contains("class 'bees'", "bee");
  }
}
