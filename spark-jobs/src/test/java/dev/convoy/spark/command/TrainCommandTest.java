package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.ParametersHash;
import dev.convoy.kernel.Algorithm;
import dev.convoy.model.ParameterLayout;
import dev.convoy.spark.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training, evaluating and going on, as users, schedulers and scripts see it. */
class TrainCommandTest {
  private static final int EXAMPLES = 200;
  private static final String DATA = "generated:200:12x12x1";
  private static final List<String> EPOCH_KEYS =
      List.of(
          "event",
          "epoch",
          "rounds",
          "examples",
          "loss",
          "trainAccuracy",
          "testLoss",
          "testAccuracy",
          "seconds",
          "imagesPerSecond");

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  private CommandLineRun train(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--model", workspace.model()));
    arguments.addAll(List.of("--out", workspace.path(out)));
    if (!List.of(more).contains("--data")) {
      arguments.addAll(List.of("--data", DATA));
    }
    arguments.addAll(List.of(more));
    return CommandLineRun.on("local[2]", arguments);
  }

  private static List<String> keys(ObjectNode event) {
    List<String> keys = new ArrayList<>();
    event.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void withDefaultsItTrainsAsTheContractSays() throws IOException {
    CommandLineRun run = train("run", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    ObjectNode config =
        (ObjectNode) new ObjectMapper().readTree(folder.resolve("run/config.json").toFile());
    assertThat(config.get("epochs").asInt()).isEqualTo(8);
    assertThat(config.get("batchSize").asInt()).isEqualTo(64);
    assertThat(config.get("workers").asInt()).isEqualTo(2);
    assertThat(config.get("sync").asText()).isEqualTo("epoch");
    assertThat(config.get("outer").asText()).isEqualTo("average");
    assertThat(config.get("innerState").asText()).isEqualTo("reset");
    assertThat(config.get("warmupRounds").asInt()).isEqualTo(1);
    assertThat(config.get("scaleRate").asText()).isEqualTo("none");
    assertThat(config.get("wire").asText()).isEqualTo("float32");
    assertThat(config.get("optimizer").asText()).isEqualTo("sgd:0.02,0.9");
    assertThat(config.get("loss").asText()).isEqualTo("softmaxCrossEntropy");
    assertThat(config.get("initializer").asText()).isEqualTo("glorot-uniform");
    assertThat(config.get("seed").asLong()).isEqualTo(1);
    assertThat(config.get("algorithm").asText()).isEqualTo("direct");
    assertThat(config.get("augment").asText()).isEqualTo("none");
    assertThat(config.get("schedule").asText()).isEqualTo("constant");
    assertThat(config.get("warmup").asDouble()).isZero();
    assertThat(config.get("l1").asDouble()).isZero();
    assertThat(config.get("l2").asDouble()).isZero();
    assertThat(config.get("labelSmoothing").asDouble()).isZero();
    assertThat(config.get("classWeights").asText()).isEqualTo("none");
    assertThat(config.get("accumulate").asInt()).isEqualTo(1);
    assertThat(config.get("average").asText()).isEqualTo("none");
    assertThat(config.has("earlyStopping")).isFalse();
    assertThat(config.has("clipNorm")).isFalse();
    assertThat(config.get("monitor").asText()).isEqualTo("accuracy");
    assertThat(config.get("recalibrate").asBoolean()).isFalse();
    assertThat(run.events()).hasSize(9);
    TinyModel.Settings settings =
        new TinyModel.Settings(EXAMPLES, 2, 64, "epoch", "average", "sgd:0.02,0.9", 1, "auto");
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(ParametersHash.of(TinyModel.trainInProcess(settings, 8)));
  }

  @Test
  void theAlgorithmIsStoredWithTheRunAndDecidesItsBits() throws IOException {
    CommandLineRun run = train("run", "--json", "--epochs", "2", "--algorithm", "winograd");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode config = new ObjectMapper().readTree(folder.resolve("run/config.json").toFile());
    assertThat(config.get("algorithm").asText()).isEqualTo("winograd");
    TinyModel.Settings direct =
        new TinyModel.Settings(EXAMPLES, 2, 64, "epoch", "average", "sgd:0.02,0.9", 1, "auto");
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(hash(direct.withAlgorithm(Algorithm.WINOGRAD)))
        .isNotEqualTo(hash(direct));
  }

  /** Generated images of height 1, read as lines and as images: the same sums in the same order. */
  @Test
  void imagesOfHeightOneAreLinesForAModelThatWantsLines() {
    String layers =
        """
        "layers": [
          {"type": "conv%s", "filters": 4, "kernel": %s, "padding": "same"}, {"type": "gelu"},
          {"type": "maxPool", "global": true}, {"type": "dense", "units": 10}]}
        """;
    String line = "{\"input\": [20, 3], " + layers.formatted("1d", "5");
    String image = "{\"input\": [1, 20, 3], " + layers.formatted("2d", "[1, 5]");
    List<JsonNode> hashes = new ArrayList<>();
    for (String model : List.of(line, image)) {
      String name = "run" + hashes.size();
      CommandLineRun run =
          CommandLineRun.on(
              "local[2]",
              List.of(
                  "train",
                  "--model",
                  workspace.write(name + ".json", model),
                  "--out",
                  workspace.path(name),
                  "--data",
                  "generated:100:1x20x3",
                  "--epochs",
                  "1",
                  "--json"));
      assertThat(run.status()).as(run.err()).isZero();
      hashes.add(run.lastEvent().get("parametersSha256"));
    }
    assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
  }

  @Test
  void howToAverageIsTheSameOnTheCommandLineAndInOneProcess() {
    CommandLineRun run =
        train(
            "run",
            "--json",
            "--epochs",
            "2",
            "--batch-size",
            "16",
            "--inner-state",
            "average",
            "--warmup-rounds",
            "3",
            "--wire",
            "bfloat16",
            "--scale-rate",
            "linear");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.events().get(0).get("rounds").asInt()).isEqualTo(3);
    assertThat(run.events().get(1).get("rounds").asInt()).isEqualTo(1);
    TinyModel.Settings plain =
        new TinyModel.Settings(EXAMPLES, 2, 16, "epoch", "average", "sgd:0.02,0.9", 1, "auto");
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(hash(plain.withVariant("average 3 bfloat16 linear")));
  }

  @Test
  void augmentationsAreTheSameOnTheCommandLineAndInOneProcessAndStoredWithTheRun()
      throws IOException {
    String[] given = {
      "--json", "--epochs", "2", "--augment", "flip,crop:2", "--augment=erase:0.5,mixup:1"
    };
    CommandLineRun run = train("run", given);

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode config = new ObjectMapper().readTree(folder.resolve("run/config.json").toFile());
    String text = "flip:horizontal,crop:2,erase:0.5,0.33,mixup:1.0";
    assertThat(config.get("augment").asText()).isEqualTo(text);
    TinyModel.Settings plain =
        new TinyModel.Settings(EXAMPLES, 2, 64, "epoch", "average", "sgd:0.02,0.9", 1, "auto");
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(hash(plain.withVariant("reset 1 float32 none " + text)))
        .isNotEqualTo(hash(plain));
    CommandLineRun other = train("run", "--epochs", "3", "--resume", "--augment", "flip");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("augment");
    assertThat(train("run", "--epochs", "3", "--resume", "--augment", text).status()).isZero();
  }

  private static String hash(TinyModel.Settings settings) {
    return ParametersHash.of(TinyModel.trainInProcess(settings, 2));
  }

  @Test
  void withJsonStandardOutputIsOneObjectALineInTheFormOfTheContract() throws IOException {
    CommandLineRun run = train("run", "--json", "--epochs", "2", "--workers", "3");

    assertThat(run.status()).as(run.err()).isZero();
    List<ObjectNode> events = run.events();
    assertThat(events).hasSize(3);
    for (int epoch = 1; epoch <= 2; epoch++) {
      ObjectNode event = events.get(epoch - 1);
      assertThat(keys(event)).isEqualTo(EPOCH_KEYS);
      assertThat(event.get("event").asText()).isEqualTo("epoch");
      assertThat(event.get("epoch").asInt()).isEqualTo(epoch);
      assertThat(event.get("examples").asInt()).isEqualTo(EXAMPLES);
      assertThat(event.get("loss").asDouble()).isBetween(0.1, 20.0);
      assertThat(event.get("trainAccuracy").asDouble()).isBetween(0.0, 1.0);
      assertThat(event.get("testAccuracy").asDouble()).isBetween(0.0, 1.0);
      assertThat(event.get("imagesPerSecond").asDouble()).isPositive();
    }
    ObjectNode result = events.get(2);
    assertThat(keys(result))
        .containsExactly(
            "event",
            "model",
            "epochs",
            "testAccuracy",
            "parameters",
            "parametersSha256",
            "seconds",
            "out");
    assertThat(result.get("event").asText()).isEqualTo("result");
    assertThat(result.get("model").asText()).isEqualTo(workspace.path("tiny.json"));
    assertThat(result.get("epochs").asInt()).isEqualTo(2);
    assertThat(result.get("testAccuracy")).isEqualTo(events.get(1).get("testAccuracy"));
    assertThat(result.get("parameters").asInt())
        .isEqualTo(ParameterLayout.of(TinyModel.model()).size());
    assertThat(result.get("parametersSha256").asText()).matches("[0-9a-f]{64}");
    assertThat(result.get("out").asText()).isEqualTo(workspace.path("run"));
    // Times are not a matter of the result; everything else is in the run's own metrics.
    List<JsonNode> metrics = metrics("run");
    assertThat(metrics)
        .extracting(line -> line.get("event").asText())
        .containsExactly("round", "epoch", "round", "epoch");
    JsonNode last = metrics.get(3);
    assertThat(last.get("loss")).isEqualTo(events.get(1).get("loss"));
    assertThat(last.get("testAccuracy")).isEqualTo(events.get(1).get("testAccuracy"));
  }

  @Test
  void withoutJsonPeopleReadALineForEachEpochAndTheResult() {
    CommandLineRun run = train("run", "--epochs", "2");

    assertThat(run.status()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .matches(
            "epoch 1/2: loss \\d\\.\\d{4}, training \\d+\\.\\d{2} %, test \\d+\\.\\d{2} %,"
                + " \\d+\\.\\d s, \\d+ images/s");
    assertThat(lines.get(1)).startsWith("epoch 2/2: ");
    assertThat(lines.get(2))
        .contains("test accuracy ", " after 2 epochs, ", "SHA-256 ", workspace.path("run"));
    assertThat(run.err().lines())
        .allMatch(line -> !line.isBlank())
        .anyMatch(line -> line.startsWith("kernels: "))
        .anyMatch(line -> line.contains("200 examples of 12×12×1, 2 worker(s), batch 64"))
        .anyMatch(line -> line.contains("the driver with its workers holds about "))
        .anyMatch(line -> line.matches("a round of 100 example.* [0-9]+ % of it synchron.*"));
  }

  @Test
  void whatEvaluateFindsIsWhatTrainingReported() {
    CommandLineRun training = train("run", "--json", "--epochs", "3", "--workers", "3");

    CommandLineRun evaluation =
        CommandLineRun.on(
            "local[2]",
            List.of("evaluate", "--model", workspace.path("run"), "--data", DATA, "--json"));

    assertThat(training.status()).as(training.err()).isZero();
    assertThat(evaluation.status()).as(evaluation.err()).isZero();
    ObjectNode trained = training.lastEvent();
    ObjectNode found = evaluation.lastEvent();
    assertThat(evaluation.events()).hasSize(1);
    assertThat(found.get("event").asText()).isEqualTo("evaluate");
    assertThat(found.get("parametersSha256")).isEqualTo(trained.get("parametersSha256"));
    assertThat(found.get("accuracy")).isEqualTo(trained.get("testAccuracy"));
    assertThat(found.get("examples").asInt()).isEqualTo(EXAMPLES / 5);
    assertThat(found.get("correct").asDouble() / found.get("examples").asDouble())
        .isEqualTo(found.get("accuracy").asDouble(), within(1e-6));
    assertThat(found.get("epoch").asInt()).isEqualTo(3);
    assertThat(found.get("top5Accuracy").asDouble())
        .isGreaterThanOrEqualTo(found.get("accuracy").asDouble());
    int hits = 0;
    for (int c = 0; c < 10; c++) {
      assertThat(found.get("classes").get(c).get("support").asInt()).isEqualTo(EXAMPLES / 5 / 10);
      hits += found.get("confusion").get(c).get(c).asInt();
    }
    assertThat(hits).isEqualTo(found.get("correct").asInt());
  }

  @Test
  void goingOnWithAnInterruptedRunGivesWhatAnUninterruptedOneGives() throws IOException {
    String[] settings = {"--outer", "nesterov:1,0.5", "--sync", "steps:1", "--json"};
    CommandLineRun whole = train("whole", with(settings, "--epochs", "2"));
    CommandLineRun first = train("parts", with(settings, "--epochs", "1", "--resume"));
    CommandLineRun second = train("parts", with(settings, "--epochs", "2", "--resume"));

    assertThat(whole.status()).as(whole.err()).isZero();
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.events())
        .extracting(event -> event.get("event").asText())
        .containsExactly("epoch", "result");
    assertThat(second.events().get(0).get("epoch").asInt()).isEqualTo(2);
    assertThat(second.lastEvent().get("parametersSha256"))
        .isEqualTo(whole.lastEvent().get("parametersSha256"))
        .isNotEqualTo(first.lastEvent().get("parametersSha256"));
    assertThat(second.lastEvent().get("testAccuracy"))
        .isEqualTo(whole.lastEvent().get("testAccuracy"));
    List<JsonNode> metrics = metrics("parts");
    assertThat(epochs(metrics)).isEqualTo(2);
    assertThat(metrics)
        .extracting(line -> line.get("event").asText() + line.path("round").asText())
        .isEqualTo(
            metrics("whole").stream()
                .map(line -> line.get("event").asText() + line.path("round").asText())
                .toList());
  }

  private List<JsonNode> metrics(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(Json::parse)
        .toList();
  }

  private static String[] with(String[] settings, String... more) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void resumingAFinishedRunEndsAtOnceWithTheSameResultAndChangesNothing() {
    CommandLineRun first = train("run", "--json", "--epochs", "1", "--workers", "3");
    Map<String, String> before = workspace.contents();
    // A master that does not exist: nothing may be started.
    CommandLineRun again =
        CommandLineRun.on(
            "spark://127.0.0.1:1",
            List.of(
                "train",
                "--data",
                DATA,
                "--model",
                workspace.path("tiny.json"),
                "--out",
                workspace.path("run"),
                "--epochs",
                "1",
                "--resume",
                "--json"));

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.events()).hasSize(1);
    assertThat(again.lastEventWithout("seconds")).isEqualTo(first.lastEventWithout("seconds"));
    assertThat(again.err()).contains(workspace.path("run") + " is complete");
    assertThat(workspace.contents()).isEqualTo(before);
  }

  @Test
  void aRunThatIsOutOfTimeStopsWithStatusThreeAndGoesOnToTheSameEnd() throws IOException {
    String[] settings = {"--sync", "steps:1", "--batch-size", "16", "--resume", "--json"};
    CommandLineRun stopped =
        train("run", with(settings, "--epochs", "1000000", "--max-time", "10s"));

    assertThat(stopped.status()).as(stopped.err()).isEqualTo(3);
    assertThat(stopped.err().lines().toList())
        .last()
        .asString()
        .startsWith(workspace.path("run") + ": stopped by --max-time of 10 s ")
        .endsWith("; give the same command with --resume to go on");
    assertThat(folder.resolve("run/manifest.json")).doesNotExist();
    int done = Files.exists(folder.resolve("run/metrics.jsonl")) ? epochs(metrics("run")) : 0;
    int epochs = 1 + done;
    CommandLineRun resumed =
        train("run", with(settings, "--epochs", String.valueOf(epochs), "--max-time", "1d"));
    assertThat(resumed.status()).as(resumed.err()).isZero();
    TinyModel.Settings whole =
        new TinyModel.Settings(EXAMPLES, 2, 16, "steps:1", "average", "sgd:0.02,0.9", 1, "auto");
    assertThat(resumed.lastEvent().get("parametersSha256").asText())
        .isEqualTo(ParametersHash.of(TinyModel.trainInProcess(whole, epochs)));
  }

  private static int epochs(List<JsonNode> metrics) {
    return (int)
        metrics.stream().filter(line -> line.get("event").asText().equals("epoch")).count();
  }

  @Test
  void checkpointsWithinAnEpochAreKeptAndGoneOnFrom() throws IOException {
    String[] settings = {"--sync", "steps:1", "--batch-size", "16", "--checkpoint-rounds", "2"};
    // Seven rounds an epoch: states after 2, 4, 6 and 7.
    CommandLineRun first =
        train("run", with(settings, "--epochs", "1", "--keep-checkpoints", "3", "--json"));
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(checkpoints())
        .containsExactly(
            "epoch-00000-round-00004-lease-00001",
            "epoch-00000-round-00006-lease-00001",
            "epoch-00001-lease-00001");
    // As a crash would have left it, and with the newest checkpoint damaged.
    Files.delete(folder.resolve("run/manifest.json"));
    Path newest = folder.resolve("run/checkpoints/epoch-00001-lease-00001/model.safetensors");
    Files.write(newest, new byte[3]);
    Files.writeString(folder.resolve("run/notes.txt"), "precious");

    CommandLineRun again = train("run", with(settings, "--epochs", "1", "--resume", "--json"));

    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.err().lines())
        .filteredOn(line -> line.contains("is skipped"))
        .singleElement()
        .asString()
        .contains("epoch-00001-lease-00001: is skipped: ", "is 3 bytes, its manifest says");
    assertThat(again.err()).contains("going on after epoch 0 and 6 rounds");
    assertThat(again.lastEventWithout("seconds")).isEqualTo(first.lastEventWithout("seconds"));
    assertThat(again.events().get(0).get("loss")).isEqualTo(first.events().get(0).get("loss"));
    assertThat(again.events().get(0).get("examples").asInt()).isEqualTo(EXAMPLES);
    assertThat(folder.resolve("run/notes.txt")).hasContent("precious");
    assertThat(metrics("run"))
        .extracting(line -> line.path("round").asInt())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 0);
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> names = Files.list(folder.resolve("run/checkpoints"))) {
      return names.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRunWhoseCheckpointsAreAllDamagedIsRefusedNotStartedAfresh() throws IOException {
    CommandLineRun first = train("run", "--epochs", "2");
    assertThat(first.status()).as(first.err()).isZero();
    Files.delete(folder.resolve("run/manifest.json"));
    for (String name : checkpoints()) {
      Files.delete(folder.resolve("run/checkpoints").resolve(name).resolve("model.json"));
    }
    Map<String, String> before = workspace.contents();

    CommandLineRun again = train("run", "--epochs", "2", "--resume");

    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err().lines()).hasSize(1);
    assertThat(again.err())
        .startsWith("convoy train: run directory " + workspace.path("run"))
        .contains(": all checkpoints are damaged and none was touched; restore one or choose");
    assertThat(workspace.contents()).isEqualTo(before);
  }

  @Test
  void aRoundThatTakesTooLongFailsWithStatusOne() {
    CommandLineRun run =
        train("run", "--round-timeout", "1s", "--data", "generated:3000000:12x12x1");

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.err().lines().toList())
        .last()
        .asString()
        .startsWith(
            "convoy train: epoch 1/8, round 1/1: no result after 1 s (--round-timeout); waited"
                + " for ");
  }

  @Test
  void aRunThatAlwaysDivergesIsRolledBackFiveTimesAndFails() {
    CommandLineRun run = train("run", "--optimizer", "sgd:1e30", "--on-nan", "rollback");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines())
        .filteredOn(line -> line.contains("going back to epoch 0 with learning rate "))
        .hasSize(5);
    assertThat(run.err()).endsWith("; it was lowered 5 times already\n");
  }

  @Test
  void aRoundWithoutAnyFiniteWorkerFailsUnderSkipToo() {
    CommandLineRun run = train("run", "--optimizer", "sgd:1e30", "--on-nan", "skip");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> line.endsWith("it is left out of the round")))
        .hasSize(2);
    assertThat(run.err()).contains("and no other worker contributed; try a lower learning rate");
  }

  @Test
  void aRunThatDivergesFailsInOneLineAndLeavesNoModel() {
    CommandLineRun run = train("run", "--optimizer", "sgd:1e30", "--json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    List<String> lines = run.err().lines().toList();
    assertThat(lines.get(lines.size() - 1))
        .matches(
            "convoy train: epoch 1/8, round 1/1: the loss of worker 0 is \\S+; try a lower"
                + " learning rate");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(workspace.contents().keySet())
        .noneMatch(path -> path.endsWith("manifest.json") || path.endsWith(".safetensors"));
  }

  @Test
  void theStackTraceIsThereWithVerbose() {
    CommandLineRun run = CommandLineRun.of("describe", "--model", "lenet", "--verbose");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("\tat dev.convoy.");
  }
}
