package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.augment.Augmentations;
import dev.convoy.augment.Augmenter;
import dev.convoy.data.Block;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.Normalization;
import dev.convoy.data.PositionRange;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code check data} finds and draws. */
class CheckDataCommandTest {
  private static final Storage STORAGE = new LocalStorage();
  private static final int EXAMPLES = 60;
  private static final int GAP = 2;

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  private static CommandLineRun check(String data, String... more) {
    List<String> arguments = new ArrayList<>(List.of("check", "data", "--data", data));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments);
  }

  @Test
  void anEventSaysWhatIsThere() {
    CommandLineRun run = check("generated:203:12x12x3", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.events()).hasSize(1);
    ObjectNode event = run.lastEvent();
    assertThat(event.get("event").asText()).isEqualTo("checkData");
    assertThat(event.get("data").asText()).isEqualTo("generated:203:12x12x3");
    assertThat(event.get("train").get("examples").asInt()).isEqualTo(203);
    assertThat(event.get("train").get("shape").toString()).isEqualTo("[12,12,3]");
    assertThat(event.get("train").get("classes").asInt()).isEqualTo(10);
    assertThat(event.get("train").get("counts").toString())
        .isEqualTo("[21,21,21,20,20,20,20,20,20,20]");
    assertThat(event.get("train").get("mean")).hasSize(3);
    assertThat(event.get("train").get("deviation").get(2).asDouble()).isBetween(0.1, 0.4);
    assertThat(event.get("train").get("blank").asInt()).isZero();
    assertThat(event.get("train").get("duplicates").asInt()).isZero();
    assertThat(event.get("test").get("examples").asInt()).isEqualTo(40);
    assertThat(event.get("warnings")).isEmpty();
    assertThat(event.has("samples")).isFalse();
  }

  @Test
  void peopleReadTwoLinesASplitAndWarnings() {
    CommandLineRun run = check(workspace.images("same", 5, 2));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "train: 5 images of 12×12×1, mean 0.0275, deviation 1.0000, 5 blank, 4 copies of others",
            "  3 classes of 5 to 5 examples (0: 0, 1: 0, 2: 5)");
    assertThat(run.err().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("warning: ") && line.contains("same/train-images"))
        .anyMatch(line -> line.endsWith(": no examples of class 0, 1"))
        .anyMatch(line -> line.endsWith(": 5 of 5 images have one value throughout"))
        .anyMatch(line -> line.endsWith(": 4 of 5 images are copies of others"));
  }

  /** A row a class; small images are enlarged by a whole number. */
  @ParameterizedTest
  @CsvSource({"none, 1", "none, 3", "'flip,crop:2,noise:0.1,erase:0.5', 1"})
  void thePictureShowsTrainingImagesAsTheFirstEpochSeesThem(String augment, int channels)
      throws IOException {
    String data = "generated:60:12x10x" + channels;
    List<String> more = new ArrayList<>(List.of("--samples", workspace.path("grid.png")));
    more.addAll(List.of("--augment", augment, "--seed", "7", "--json"));
    CommandLineRun run = check(data, more.toArray(String[]::new));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("samples").asText()).isEqualTo(workspace.path("grid.png"));
    BufferedImage picture = ImageIO.read(folder.resolve("grid.png").toFile());
    assertThat(picture.getHeight()).isEqualTo(GAP + 10 * (12 * 5 + GAP));
    assertThat(picture.getWidth()).isEqualTo(GAP + 6 * (10 * 5 + GAP));
    DataSource source = DataSets.training(data, STORAGE);
    Block all = Block.read(source, new PositionRange(0, EXAMPLES), 7, STORAGE);
    Normalization normalization = source.summary().normalization();
    Augmenter augmenter =
        new Augmenter(Augmentations.parse(List.of(augment)), all.shape(), normalization, 7);
    int[] shown = new int[10];
    float[] image = new float[all.shape().size()];
    for (int place = 0; place < EXAMPLES; place++) {
      augmenter.pixels(all, place, 1, image, 0);
      int label = all.labels()[place];
      int left = GAP + shown[label]++ * (10 * 5 + GAP);
      int top = GAP + label * (12 * 5 + GAP);
      for (int position = 0; position < 120; position++) {
        int point = picture.getRGB(left + position % 10 * 5 + 4, top + position / 10 * 5 + 4);
        for (int colour = 0; colour < 3; colour++) {
          int c = colour % channels;
          float level =
              image[position * channels + c] * normalization.deviation().get(c)
                  + normalization.mean().get(c);
          assertThat(point >> 8 * (2 - colour) & 0xFF).isEqualTo(Math.round(level * 255));
        }
      }
    }
    assertThat(shown).containsOnly(6);
  }

  @Test
  void mixupIsNotDrawnAndALineSaysSo() throws IOException {
    String plain = workspace.path("plain.png");
    String mixed = workspace.path("mixed.png");

    CommandLineRun first = check("generated:40", "--samples", plain, "--augment", "flip");
    CommandLineRun second = check("generated:40", "--samples", mixed, "--augment", "flip,mixup:1");

    assertThat(first.err()).isEmpty();
    assertThat(second.err().lines())
        .containsExactly("samples are drawn without mixup, which mixes the images of a batch");
    assertThat(Files.readAllBytes(Path.of(mixed))).isEqualTo(Files.readAllBytes(Path.of(plain)));
  }

  @Test
  void theSameSeedDrawsTheSameFileAndAnotherOneAnother() throws IOException {
    for (String[] run : new String[][] {{"a", "1"}, {"b", "1"}, {"c", "2"}}) {
      String file = workspace.path("new/" + run[0] + ".png");
      assertThat(check("generated:99:12x12x1", "--samples", file, "--seed", run[1]).status())
          .isZero();
    }

    byte[] first = Files.readAllBytes(folder.resolve("new/a.png"));
    assertThat(Files.readAllBytes(folder.resolve("new/b.png"))).isEqualTo(first);
    assertThat(Files.readAllBytes(folder.resolve("new/c.png"))).isNotEqualTo(first);
    assertThat(workspace.contents().keySet()).noneMatch(name -> name.contains(".tmp"));
  }

  @Test
  void aFileThatIsThereIsNotTouched() throws IOException {
    workspace.write("mine.png", "mine");

    CommandLineRun run = check("generated:20", "--samples", workspace.path("mine.png"));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "convoy check data: samples '"
                + workspace.path("mine.png")
                + "': is there already, and nothing is overwritten"
                + System.lineSeparator());
    assertThat(Files.readString(folder.resolve("mine.png"))).isEqualTo("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--samples grid.jpg; samples 'grid.jpg': must end with .png",
        "--samples nowhere:/a.png; samples 'nowhere:/a.png': ",
        "--augment flip; augment 'flip:horizontal' needs samples, a file that shows what it does",
        "--augment flop; augment 'flop': unknown",
        "--augment crop:28 --samples @.png; augment crop: padding 28 must be less than",
        "--data /nowhere; data '/nowhere': no such folder"
      })
  void whatCannotBeIsRefusedInALine(String text) {
    String[] parts = text.split("; ");
    List<String> arguments = new ArrayList<>(List.of("check", "data"));
    arguments.addAll(List.of(parts[0].replace("@", workspace.path("grid")).split(" ")));
    if (!arguments.contains("--data")) {
      arguments.addAll(List.of("--data", "generated:20"));
    }

    CommandLineRun run = CommandLineRun.of(arguments);

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("convoy check data: " + parts[1]);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutASubcommandTheHelpGoesToStandardErrorWithStatusTwo() {
    CommandLineRun run = CommandLineRun.of("check");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: convoy check", "data");
  }
}
