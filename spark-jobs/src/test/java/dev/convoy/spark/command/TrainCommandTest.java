package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.kernel.Algorithm;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.spark.TinyModel;
import dev.convoy.weights.ParametersHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What training results in is decided by its settings, which are stored with the run. */
class TrainCommandTest {
  private static final int EXAMPLES = 200;

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  @Test
  void withDefaultsItTrainsAsDocumented() throws IOException {
    CommandLineRun run = workspace.train("run", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode config = workspace.config("run");
    assertThat(config.get("epochs").asInt()).isEqualTo(8);
    assertThat(config.get("batchSize").asInt()).isEqualTo(64);
    assertThat(config.get("workers").asInt()).isEqualTo(2);
    assertThat(config.get("sync").asText()).isEqualTo("epoch");
    assertThat(config.get("outer").asText()).isEqualTo("average");
    assertThat(config.get("innerState").asText()).isEqualTo("reset");
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
        TinyModel.settings(
            EXAMPLES,
            "workers=2 batchSize=64 sync=epoch outer=average seed=1 kernels=auto"
                + " optimizer=sgd:0.02,0.9");
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(ParametersHash.of(TinyModel.trainInProcess(settings, 8)));
  }

  @Test
  void theAlgorithmIsStoredWithTheRunAndDecidesItsBits() throws IOException {
    CommandLineRun run =
        workspace.train("run", "--json", "--epochs", "2", "--algorithm", "winograd");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode config = workspace.config("run");
    assertThat(config.get("algorithm").asText()).isEqualTo("winograd");
    TinyModel.Settings direct =
        TinyModel.settings(
            EXAMPLES,
            "workers=2 batchSize=64 sync=epoch outer=average seed=1 kernels=auto"
                + " optimizer=sgd:0.02,0.9");
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
        workspace.train(
            "run",
            "--json",
            "--epochs",
            "2",
            "--batch-size",
            "16",
            "--inner-state",
            "average",
            "--wire",
            "bfloat16",
            "--scale-rate",
            "sqrt");

    assertThat(run.status()).as(run.err()).isZero();
    TinyModel.Settings plain =
        TinyModel.settings(
            EXAMPLES,
            "workers=2 batchSize=16 sync=epoch outer=average seed=1 kernels=auto"
                + " optimizer=sgd:0.02,0.9");
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(hash(plain.with("innerState=average wire=bfloat16 scaleRate=sqrt")));
  }

  @Test
  void augmentationsAreTheSameOnTheCommandLineAndInOneProcessAndStoredWithTheRun()
      throws IOException {
    String[] given = {
      "--json", "--epochs", "2", "--augment", "flip,crop:2", "--augment=erase:0.5,mixup:1"
    };
    CommandLineRun run = workspace.train("run", given);

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode config = workspace.config("run");
    String text = "flip:horizontal,crop:2,erase:0.5,0.33,mixup:1.0";
    assertThat(config.get("augment").asText()).isEqualTo(text);
    TinyModel.Settings plain =
        TinyModel.settings(
            EXAMPLES,
            "workers=2 batchSize=64 sync=epoch outer=average seed=1 kernels=auto"
                + " optimizer=sgd:0.02,0.9");
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(hash(plain.with("augment=" + text)))
        .isNotEqualTo(hash(plain));
    CommandLineRun other = workspace.train("run", "--epochs", "3", "--resume", "--augment", "flip");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("augment");
    assertThat(workspace.train("run", "--epochs", "3", "--resume", "--augment", text).status())
        .isZero();
  }

  private static String hash(TinyModel.Settings settings) {
    return ParametersHash.of(TinyModel.trainInProcess(settings, 2));
  }

  /** What a run of two epochs ends with. */
  private String trained(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--epochs", "2", "--json"));
    arguments.addAll(List.of(more));
    CommandLineRun run = workspace.train(out, arguments.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return run.lastEvent().get("parametersSha256").asText();
  }

  @Test
  void theOuterUpdateIsTheSameOnTheCommandLineAndInOneProcess() {
    TinyModel.Settings nesterov =
        TinyModel.settings(
            EXAMPLES,
            "workers=2 batchSize=64 sync=steps:1 outer=nesterov:1,0.5 seed=1 kernels=auto"
                + " optimizer=sgd:0.02,0.9");

    assertThat(trained("run", "--sync", "steps:1", "--outer", "nesterov:1,0.5"))
        .isEqualTo(hash(nesterov))
        .isNotEqualTo(hash(nesterov.withSync("steps:1", "average")));
  }

  @Test
  void theLossIsWhatIsMadeSmallAndReported() {
    CommandLineRun run =
        workspace.train("run", "--loss", "meanSquaredError", "--epochs", "1", "--json");
    CommandLineRun evaluation =
        CommandLineRun.on(
            "local[2]",
            List.of(
                "evaluate", "--model", workspace.path("run"), "--data", Workspace.DATA, "--json"));

    assertThat(run.status()).as(run.err()).isZero();
    // of ten outputs around 0 and 1; the cross-entropy of ten classes is about 2.3
    assertThat(run.events().get(0).get("testLoss").asDouble()).isLessThan(1);
    assertThat(evaluation.lastEvent().get("loss")).isEqualTo(run.events().get(0).get("testLoss"));
  }

  @Test
  void weightsStartAsTheInitializerSays() throws IOException {
    trained("run", "--initializer", "he-normal", "--freeze", "conv1.weight");

    Checkpoint run =
        RunDirectory.read(FilePath.of(workspace.path("run")), new LocalStorage(), line -> {});
    Slot slot = ParameterLayout.of(run.model()).slot("conv1.weight");
    double squares = 0;
    for (int i = slot.offset(); i < slot.end(); i++) {
      squares += run.parameters()[i] * run.parameters()[i];
    }
    // 2 / 9 inputs; glorot-uniform would make it 2 / (9 + 72)
    assertThat(squares / slot.size()).isCloseTo(2 / 9.0, within(0.1));
  }

  @Test
  void otherTestDataAreEvaluatedIfTheyAreGiven() {
    String data = "generated:300:12x12x1";
    CommandLineRun run = workspace.train("run", "--test", data, "--epochs", "1", "--json");
    CommandLineRun evaluation =
        CommandLineRun.on(
            "local[2]",
            List.of("evaluate", "--model", workspace.path("run"), "--data", data, "--json"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(evaluation.lastEvent().get("examples").asInt()).isEqualTo(300 / 5);
    assertThat(evaluation.lastEvent().get("loss")).isEqualTo(run.events().get(0).get("testLoss"));
  }

  @Test
  void kernelsAreThoseThatAreAskedForAndTrainToTheSameBits() {
    String[] options = {"--epochs", "2", "--kernels", "reference", "--json"};
    CommandLineRun run = workspace.train("run", options);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("kernels: reference, as asked");
    assertThat(run.lastEvent().get("parametersSha256").asText()).isEqualTo(trained("auto"));
  }

  @Test
  void vectorsAreShuffledIfThatIsAskedForWithTheSameBits() {
    CommandLineRun run = workspace.train("run", "--epochs", "2", "--reduce", "shuffle", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains(" back through a shuffle");
    assertThat(run.lastEvent().get("parametersSha256").asText()).isEqualTo(trained("auto"));
  }

  @Test
  void dataThatDoNotFitIntoMemoryAreOnDiskOrReadAgain() {
    // 576 KB of data; 150 KB for them and for what Spark broadcasts
    Map<String, String> little =
        Map.of(
            "spark.testing.reservedMemory", "0",
            "spark.testing.memory", "300000",
            "spark.memory.fraction", "0.5",
            "spark.storage.unrollMemoryThreshold", "1000");
    workspace.pack("packed", "generated:4000:12x12x1", "--block-size", "14k");
    List<String> hashes = new ArrayList<>();
    for (String overflow : List.of("disk", "reread")) {
      List<String> arguments = new ArrayList<>(List.of("train", "--model", workspace.model()));
      arguments.addAll(List.of("--data", workspace.path("packed"), "--epochs", "2", "--json"));
      arguments.addAll(List.of("--overflow", overflow, "--out", workspace.path(overflow)));
      CommandLineRun run = CommandLineRun.on("local[2]", little, arguments);

      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.err().lines().filter(line -> line.startsWith("training data: 42 block(s)")))
          .singleElement()
          .matches(line -> line.endsWith(" 0.0 MB on disk") == overflow.equals("reread"));
      hashes.add(run.lastEvent().get("parametersSha256").asText());
    }
    assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
  }
}
