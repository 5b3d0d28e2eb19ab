package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --recalibrate}: the final model has statistics of its own. */
class RecalibrateTest {
  private static final String DATA = "generated:200:12x12x1";
  private static final String MODEL =
      """
      {"input": [12, 12, 1], "layers": [
        {"type": "conv2d", "filters": 4, "kernel": 3, "bias": false}, {"type": "batchNorm"},
        {"type": "relu"}, {"type": "dense", "units": 10}]}
      """;

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  private CommandLineRun train(String out, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--json", "--data", DATA, "--workers", "3"));
    arguments.addAll(List.of("--epochs", "2", "--out", workspace.path(out)));
    arguments.addAll(List.of(more));
    if (!List.of(more).contains("--model")) {
      arguments.addAll(List.of("--model", workspace.write("norm.json", MODEL)));
    }
    return CommandLineRun.on("local[2]", arguments);
  }

  @Test
  void theFinalModelIsEvaluatedAgainAndIsWhatEvaluateReads() throws IOException {
    CommandLineRun plain = train("plain");
    CommandLineRun run = train("run", "--recalibrate");

    assertThat(run.status()).as(run.err()).isZero();
    List<ObjectNode> events = run.events();
    assertThat(events)
        .extracting(event -> event.get("event").asText())
        .containsExactly("epoch", "epoch", "recalibration", "result");
    assertThat(events.get(1).get("testLoss")).isEqualTo(plain.events().get(1).get("testLoss"));
    assertThat(events.get(2).get("testLoss")).isNotEqualTo(events.get(1).get("testLoss"));
    assertThat(events.get(3).get("testAccuracy")).isEqualTo(events.get(2).get("testAccuracy"));
    assertThat(hash(run)).isNotEqualTo(hash(plain));
    CommandLineRun evaluation =
        CommandLineRun.on(
            "local[2]",
            List.of("evaluate", "--json", "--model", workspace.path("run"), "--data", DATA));
    assertThat(evaluation.status()).as(evaluation.err()).isZero();
    assertThat(evaluation.lastEvent().get("parametersSha256").asText()).isEqualTo(hash(run));
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).contains("recalibration");
  }

  @Test
  void anAverageOfWeightsGetsStatisticsOfItsOwn() {
    CommandLineRun average = train("average", "--average", "swa:1");
    CommandLineRun run = train("run", "--average", "swa:1", "--recalibrate");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("testAccuracy"))
        .isEqualTo(run.events().get(2).get("testAccuracy"));
    assertThat(hash(run))
        .isNotEqualTo(hash(average))
        .isNotEqualTo(hash(train("a", "--recalibrate")));
  }

  @Test
  void aRunThatEndedBeforeItsRecalibrationIsResumedToTheSameModel() throws IOException {
    CommandLineRun run = train("run", "--recalibrate");
    for (String file : List.of("manifest.json", "model.json", "model.safetensors")) {
      Files.delete(folder.resolve("run").resolve(file));
    }

    CommandLineRun resumed = train("run", "--recalibrate", "--resume");

    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(resumed.events())
        .extracting(event -> event.get("event").asText())
        .containsExactly("recalibration", "result");
    assertThat(hash(resumed)).isEqualTo(hash(run));
    CommandLineRun complete = train("run", "--recalibrate", "--resume");
    assertThat(complete.lastEvent().get("testAccuracy"))
        .isEqualTo(run.lastEvent().get("testAccuracy"));
    assertThat(hash(complete)).isEqualTo(hash(run));
  }

  @Test
  void itIsStoredWithTheRun() throws IOException {
    train("run", "--recalibrate");

    assertThat(
            new ObjectMapper()
                .readTree(folder.resolve("run/config.json").toFile())
                .get("recalibrate")
                .asBoolean())
        .isTrue();
    CommandLineRun other = train("run", "--resume");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("recalibrate");
  }

  @Test
  void withoutRunningStatisticsItIsRefused() {
    CommandLineRun run = train("run", "--recalibrate", "--model", workspace.model());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("recalibrate: the model has no running statistics, which batchNorm layers have");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private static String hash(CommandLineRun run) {
    return run.lastEvent().get("parametersSha256").asText();
  }
}
