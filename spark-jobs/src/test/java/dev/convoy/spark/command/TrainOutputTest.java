package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.model.ParameterLayout;
import dev.convoy.spark.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What training prints and writes for programs and for people. */
class TrainOutputTest {
  private static final int EXAMPLES = 200;
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

  private static List<String> keys(ObjectNode event) {
    List<String> keys = new ArrayList<>();
    event.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void withJsonStandardOutputIsOneObjectALineWithTheseKeys() throws IOException {
    CommandLineRun run = workspace.train("run", "--json", "--epochs", "2", "--workers", "3");

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
    List<JsonNode> metrics = workspace.metrics("run");
    assertThat(metrics)
        .extracting(line -> line.get("event").asText())
        .containsExactly("round", "epoch", "round", "epoch");
    JsonNode last = metrics.get(3);
    assertThat(last.get("loss")).isEqualTo(events.get(1).get("loss"));
    assertThat(last.get("testAccuracy")).isEqualTo(events.get(1).get("testAccuracy"));
  }

  @Test
  void withoutJsonPeopleReadALineForEachEpochAndTheResult() {
    CommandLineRun run = workspace.train("run", "--epochs", "3");

    assertThat(run.status()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .matches(
            "epoch 1/3: loss \\d\\.\\d{4}, training \\d+\\.\\d{2} %, test \\d+\\.\\d{2} %,"
                + " \\d+\\.\\d s, \\d+ images/s");
    assertThat(lines.get(1)).startsWith("epoch 2/3: ");
    assertThat(lines.get(3))
        .contains("test accuracy ", " after 3 epochs, ", "SHA-256 ", workspace.path("run"));
    assertThat(run.err().lines())
        .allMatch(line -> !line.isBlank())
        .anyMatch(line -> line.startsWith("kernels: "))
        .anyMatch(line -> line.contains("200 examples of 12×12×1, 2 worker(s), batch 64"))
        .anyMatch(line -> line.contains("the driver with its workers holds about "))
        .noneMatch(line -> line.contains("a round of 100 example"))
        .filteredOn(line -> line.contains("the rest of the run takes"))
        .singleElement()
        .asString()
        .matches("at [0-9,]+ images/s the rest of the run takes about [0-9]+ s");
  }
}
