package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.data.DataSets;
import dev.convoy.files.LocalStorage;
import dev.convoy.predict.Predictor;
import dev.convoy.run.TrainedModel;
import dev.convoy.spark.ImageFolder;
import dev.convoy.spark.settings.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of a small model, as tables of all forms. */
class PredictCommandTest {
  private static final int TEST = 900;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private static Path shared;
  @TempDir private Path folder;
  private static ImageFolder images;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    images = ImageFolder.write(shared, 300, TEST);
    model = shared.resolve("run").toString();
    CommandLineRun run =
        CommandLineRun.on(
            "local[2]",
            List.of(
                "train",
                "--data",
                images.images().toString(),
                "--model",
                "lenet5",
                "--epochs",
                "1",
                "--out",
                model));
    assertThat(run.status()).as(run.err()).isZero();
  }

  private CommandLineRun predict(Path data, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("predict", "--json", "--model", model));
    arguments.addAll(List.of("--data", data.toString(), "--out", path(out)));
    arguments.addAll(List.of(more));
    return CommandLineRun.on("local[2]", arguments);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void requireDone(CommandLineRun run) {
    assertThat(run.status()).as(run.err()).isZero();
  }

  private List<Path> parts(String out) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      return files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList();
    }
  }

  private List<JsonNode> jsonRows(String out) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (Path part : parts(out)) {
      for (String line : Files.readAllLines(part)) {
        rows.add(MAPPER.readTree(line));
      }
    }
    return rows;
  }

  private static int correct(List<JsonNode> rows) {
    return (int)
        rows.stream().filter(row -> row.get("label").equals(row.get("prediction"))).count();
  }

  private int evaluated() {
    CommandLineRun run =
        CommandLineRun.on(
            "local[2]",
            List.of("evaluate", "--json", "--model", model, "--data", images.idx().toString()));
    requireDone(run);
    return run.lastEvent().get("correct").asInt();
  }

  /** Values are those that the predictor gives for the same pixels, in the order of the data. */
  @Test
  void rowsAreThoseOfTheLibraryAndOfTheEvaluation() throws IOException {
    requireDone(predict(images.images(), "images.jsonl"));
    requireDone(predict(images.idx(), "pixels.jsonl"));

    List<JsonNode> fromImages = jsonRows("images.jsonl");
    List<JsonNode> fromPixels = jsonRows("pixels.jsonl");

    assertThat(fromImages).hasSize(TEST);
    assertThat(correct(fromImages)).isEqualTo(evaluated());
    Predictor predictor = Predictor.of(TrainedModel.read(model, new LocalStorage()));
    List<float[]> expected = new ArrayList<>();
    DataSets.evaluation(images.idx().toString(), new LocalStorage())
        .read(
            LongStream.range(0, TEST).toArray(),
            new LocalStorage(),
            (pixels, at, label) ->
                expected.add(
                    predictor.predict(java.util.Arrays.copyOfRange(pixels, at, at + 144), 1)));
    for (int i = 0; i < TEST; i++) {
      JsonNode row = fromImages.get(i);
      assertThat(row.get("path").asText()).startsWith("test/" + ImageFolder.CLASSES.get(i / 300));
      assertThat(row.get("predictedLabel").asText())
          .isEqualTo(ImageFolder.CLASSES.get(row.get("prediction").asInt()));
      assertThat(floats(row.get("probability"))).isEqualTo(expected.get(i));
      assertThat(fromPixels.get(i).get("id").asInt()).isEqualTo(i);
      assertThat(fromPixels.get(i).get("probability")).isEqualTo(row.get("probability"));
    }
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(array.get(i).asText());
    }
    return values;
  }

  @Test
  void sparkReadsTheTable() throws IOException {
    requireDone(predict(images.images(), "p.parquet"));
    requireDone(predict(images.images(), "p.jsonl"));
    List<JsonNode> expected = jsonRows("p.jsonl");

    List<Row> rows;
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    try (SparkSession spark =
        SparkSession.builder().config(SparkSettings.withDefaults(conf)).getOrCreate()) {
      String schema =
          "path string, id string, label int, prediction int, predictedLabel string, probability"
              + " array<float>, error string";
      rows = spark.read().schema(schema).parquet(path("p.parquet")).orderBy("path").collectAsList();
    }

    assertThat(rows).hasSize(TEST);
    for (int i = 0; i < TEST; i++) {
      Row row = rows.get(i);
      assertThat(row.getString(0)).isEqualTo(expected.get(i).get("path").asText());
      assertThat(row.isNullAt(1)).isTrue();
      assertThat(row.getInt(3)).isEqualTo(expected.get(i).get("prediction").asInt());
      assertThat(row.<Float>getList(5).get(1))
          .isEqualTo(floats(expected.get(i).get("probability"))[1]);
      assertThat(row.isNullAt(6)).isTrue();
    }
  }

  @Test
  void theSameCommandWritesOnlyWhatIsMissing() throws IOException {
    requireDone(predict(images.images(), "p.csv"));
    List<Path> parts = parts("p.csv");
    assertThat(parts).hasSizeGreaterThan(2);
    List<String> whole = Files.readAllLines(parts.get(1));
    Object first = Files.getLastModifiedTime(parts.get(0));
    Files.delete(parts.get(1));
    Files.delete(folder.resolve("p.csv/_SUCCESS"));
    Files.writeString(folder.resolve("p.csv/.part-00001.csv.0.tmp"), "half");
    Files.writeString(
        folder.resolve("p.csv/.part-00001.csv.12345678-1234-1234-1234-123456789012.tmp"), "half");

    CommandLineRun again = predict(images.images(), "p.csv");

    requireDone(again);
    assertThat(again.lastEvent().get("images").asInt()).isEqualTo(whole.size() - 1);
    assertThat(again.lastEvent().get("earlierParts").asInt()).isEqualTo(parts.size() - 1);
    assertThat(Files.readAllLines(parts.get(1))).isEqualTo(whole);
    assertThat(Files.getLastModifiedTime(parts.get(0))).isEqualTo(first);
    assertThat(folder.resolve("p.csv/_SUCCESS")).exists();
    assertThat(folder.resolve("p.csv/.part-00001.csv.12345678-1234-1234-1234-123456789012.tmp"))
        .doesNotExist();
  }

  @Test
  void otherOptionsAndOtherFoldersAreRefused() throws IOException {
    requireDone(predict(images.images(), "p.csv"));
    Files.createDirectories(folder.resolve("mine.csv"));
    Files.writeString(folder.resolve("mine.csv/notes.txt"), "mine");

    CommandLineRun other = predict(images.images(), "p.csv", "--top", "2");
    CommandLineRun foreign = predict(images.images(), "mine.csv");
    CommandLineRun form = predict(images.images(), "p.xml");

    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("was begun with top 0, now it is 2");
    assertThat(foreign.status()).isEqualTo(2);
    assertThat(foreign.err()).contains("holds 'notes.txt'");
    assertThat(folder.resolve("mine.csv/notes.txt")).hasContent("mine");
    assertThat(form.status()).isEqualTo(2);
    assertThat(form.err()).contains("must end with .parquet, .jsonl, .csv");
  }

  @Test
  void topClassesAndLayers() throws IOException {
    requireDone(predict(images.images(), "top.jsonl", "--top", "2"));
    requireDone(predict(images.images(), "layer.jsonl", "--layer", "relu3"));
    CommandLineRun unknown = predict(images.images(), "x.jsonl", "--layer", "reluu3");

    JsonNode row = jsonRows("top.jsonl").get(0);
    assertThat(row.get("topClasses").get(0)).isEqualTo(row.get("prediction"));
    assertThat(row.get("topClasses")).hasSize(2);
    assertThat(row.get("topProbabilities").get(0).asDouble())
        .isGreaterThanOrEqualTo(row.get("topProbabilities").get(1).asDouble());
    assertThat(jsonRows("layer.jsonl").get(0).get("features").size()).isGreaterThan(3);
    assertThat(jsonRows("layer.jsonl").get(0).has("prediction")).isFalse();
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("layer 'reluu3'", "relu3");
  }

  /** Images without labels in one folder; a bad one is a row with an error. */
  @Test
  void unlabelledImages() throws IOException {
    Path flat = Files.createDirectories(folder.resolve("flat"));
    Files.copy(images.images().resolve("test/bee/00007.png"), flat.resolve("b, \"7\".png"));
    Files.writeString(flat.resolve("a.png"), "no image");

    CommandLineRun run = predict(flat, "p.csv");

    requireDone(run);
    assertThat(run.lastEvent().get("bad").asInt()).isEqualTo(1);
    List<String> rows = Files.readAllLines(parts("p.csv").get(0));
    assertThat(rows).hasSize(3);
    assertThat(rows.get(1)).isEqualTo("a.png,,,,,,,,\"is not a JPEG, PNG, GIF, BMP or WebP file\"");
    assertThat(rows.get(2)).startsWith("\"b, \"\"7\"\".png\",,,");
  }

  @Test
  void oneImage() {
    String image = images.images().resolve("test/cat/00003.png").toString();

    CommandLineRun people =
        CommandLineRun.of(List.of("predict", "--model", model, "--image", image));
    CommandLineRun programs =
        CommandLineRun.of(List.of("predict", "--json", "--model", model, "--image", image));
    CommandLineRun missing =
        CommandLineRun.of(List.of("predict", "--model", model, "--image", path("none.png")));

    assertThat(people.out().lines()).hasSize(4).first().isEqualTo(image);
    assertThat(people.out()).contains("cat", "ant", "bee", " %  ");
    assertThat(programs.lastEvent().get("top")).hasSize(3);
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).contains("image", "none.png");
  }
}
