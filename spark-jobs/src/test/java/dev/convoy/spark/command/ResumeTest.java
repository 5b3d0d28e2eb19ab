package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.spark.TinyModel;
import dev.convoy.weights.ParametersHash;
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

/** Going on with a run that was stopped, is complete, or is damaged. */
class ResumeTest {
  private static final int EXAMPLES = 200;

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  @Test
  void goingOnWithAnInterruptedRunGivesWhatAnUninterruptedOneGives() throws IOException {
    String[] settings = {"--outer", "nesterov:1,0.5", "--sync", "steps:1", "--json"};
    CommandLineRun whole = workspace.train("whole", with(settings, "--epochs", "2"));
    CommandLineRun first = workspace.train("parts", with(settings, "--epochs", "1", "--resume"));
    CommandLineRun second = workspace.train("parts", with(settings, "--epochs", "2", "--resume"));

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
    List<JsonNode> metrics = workspace.metrics("parts");
    assertThat(epochs(metrics)).isEqualTo(2);
    assertThat(metrics)
        .extracting(line -> line.get("event").asText() + line.path("round").asText())
        .isEqualTo(
            workspace.metrics("whole").stream()
                .map(line -> line.get("event").asText() + line.path("round").asText())
                .toList());
  }

  private static String[] with(String[] settings, String... more) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void resumingAFinishedRunEndsAtOnceWithTheSameResultAndChangesNothing() {
    CommandLineRun first = workspace.train("run", "--json", "--epochs", "1", "--workers", "3");
    Map<String, String> before = workspace.contents();
    // A master that does not exist: nothing may be started.
    CommandLineRun again =
        CommandLineRun.on(
            "spark://127.0.0.1:1",
            List.of(
                "train",
                "--data",
                Workspace.DATA,
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
        workspace.train("run", with(settings, "--epochs", "1000000", "--max-time", "10s"));

    assertThat(stopped.status()).as(stopped.err()).isEqualTo(3);
    assertThat(stopped.err().lines().toList())
        .last()
        .asString()
        .startsWith(workspace.path("run") + ": stopped by --max-time of 10 s ")
        .endsWith("; give the same command with --resume to go on");
    assertThat(folder.resolve("run/manifest.json")).doesNotExist();
    int done =
        Files.exists(folder.resolve("run/metrics.jsonl")) ? epochs(workspace.metrics("run")) : 0;
    int epochs = 1 + done;
    CommandLineRun resumed =
        workspace.train(
            "run", with(settings, "--epochs", String.valueOf(epochs), "--max-time", "1d"));
    assertThat(resumed.status()).as(resumed.err()).isZero();
    TinyModel.Settings whole =
        TinyModel.settings(
            EXAMPLES,
            "workers=2 batchSize=16 sync=steps:1 outer=average seed=1 kernels=auto"
                + " optimizer=sgd:0.02,0.9");
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
        workspace.train(
            "run", with(settings, "--epochs", "1", "--keep-checkpoints", "3", "--json"));
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

    CommandLineRun again =
        workspace.train("run", with(settings, "--epochs", "1", "--resume", "--json"));

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
    assertThat(workspace.metrics("run"))
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
    CommandLineRun first = workspace.train("run", "--epochs", "2");
    assertThat(first.status()).as(first.err()).isZero();
    Files.delete(folder.resolve("run/manifest.json"));
    for (String name : checkpoints()) {
      Files.delete(folder.resolve("run/checkpoints").resolve(name).resolve("model.json"));
    }
    Map<String, String> before = workspace.contents();

    CommandLineRun again = workspace.train("run", "--epochs", "2", "--resume");

    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err().lines()).hasSize(1);
    assertThat(again.err())
        .startsWith("convoy train: run directory " + workspace.path("run"))
        .contains(": all checkpoints are damaged and none was touched; restore one or choose");
    assertThat(workspace.contents()).isEqualTo(before);
  }
}
