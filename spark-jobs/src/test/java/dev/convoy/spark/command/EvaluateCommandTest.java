package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.spark.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What evaluating a run says. */
class EvaluateCommandTest {
  private static final int TEST_EXAMPLES = 40;

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  @Test
  void whatEvaluateFindsIsWhatTrainingReported() {
    CommandLineRun training = workspace.train("run", "--json", "--epochs", "3", "--workers", "3");

    CommandLineRun evaluation =
        CommandLineRun.on(
            "local[2]",
            List.of(
                "evaluate", "--model", workspace.path("run"), "--data", Workspace.DATA, "--json"));

    assertThat(training.status()).as(training.err()).isZero();
    assertThat(evaluation.status()).as(evaluation.err()).isZero();
    ObjectNode trained = training.lastEvent();
    ObjectNode found = evaluation.lastEvent();
    assertThat(evaluation.events()).hasSize(1);
    assertThat(found.get("event").asText()).isEqualTo("evaluate");
    assertThat(found.get("parametersSha256")).isEqualTo(trained.get("parametersSha256"));
    assertThat(found.get("accuracy")).isEqualTo(trained.get("testAccuracy"));
    assertThat(found.get("examples").asInt()).isEqualTo(TEST_EXAMPLES);
    assertThat(found.get("correct").asDouble() / found.get("examples").asDouble())
        .isEqualTo(found.get("accuracy").asDouble(), within(1e-6));
    assertThat(found.get("epoch").asInt()).isEqualTo(3);
    assertThat(found.get("top5Accuracy").asDouble())
        .isGreaterThanOrEqualTo(found.get("accuracy").asDouble());
    int hits = 0;
    for (int c = 0; c < 10; c++) {
      assertThat(found.get("classes").get(c).get("support").asInt()).isEqualTo(TEST_EXAMPLES / 10);
      hits += found.get("confusion").get(c).get(c).asInt();
    }
    assertThat(hits).isEqualTo(found.get("correct").asInt());
  }

  @Test
  void asManyTasksAsWorkersTakeBatchesOfThisSizeWithTheseKernels() throws IOException {
    workspace.train("run", "--epochs", "1");
    EventLog events = new EventLog(Files.createDirectory(folder.resolve("events")));
    List<String> arguments =
        List.of(
            "evaluate",
            "--model",
            workspace.path("run"),
            "--data",
            Workspace.DATA,
            "--workers",
            "3",
            "--batch-size",
            "7",
            "--kernels",
            "reference");

    CommandLineRun run = CommandLineRun.on("local[2]", events.settings(), arguments);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .contains(
            "kernels: reference, as asked",
            "evaluating " + workspace.path("run") + " on 40 examples, 3 worker(s), batch 7");
    assertThat(events.holds("\"Number of Tasks\":3,")).isTrue();
  }

  @Test
  void withoutJsonPeopleReadALineAndATable() {
    workspace.train("run", "--epochs", "1");
    CommandLineRun run =
        CommandLineRun.on(
            "local[2]",
            List.of("evaluate", "--model", workspace.path("run"), "--data", Workspace.DATA));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).startsWith(workspace.path("run") + " after epoch 1 on 40 examples of ");
  }
}
