package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What describe and bench say. */
class DescribeCommandTest {
  @TempDir private Path folder;

  @Test
  void lenet5IsAsInThePaperWithPadding() {
    CommandLineRun run = CommandLineRun.of("describe", "--model", "lenet5", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.events()).hasSize(1);
    ObjectNode event = run.lastEvent();
    List<String> keys = new ArrayList<>();
    event.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactly("event", "model", "parameters", "macs", "activations", "layers");
    assertThat(event.get("event").asText()).isEqualTo("describe");
    assertThat(event.get("model").asText()).isEqualTo("lenet5");
    assertThat(event.get("parameters").asInt()).isEqualTo(61_706);
    // 28·28·6·25 + 10·10·16·150 + 400·120 + 120·84 + 84·10
    assertThat(event.get("macs").asLong()).isEqualTo(416_520);
    assertThat(rows(event.get("layers")))
        .containsExactly(
            "conv1 conv2d [28,28,6] 156 117600 5",
            "relu1 relu [28,28,6] 0 0 5",
            "pool1 maxPool [14,14,6] 0 0 6",
            "conv2 conv2d [10,10,16] 2416 240000 14",
            "relu2 relu [10,10,16] 0 0 14",
            "pool2 maxPool [5,5,16] 0 0 16",
            "fc1 dense [1,1,120] 48120 48000 32",
            "relu3 relu [1,1,120] 0 0 32",
            "fc2 dense [1,1,84] 10164 10080 32",
            "relu4 relu [1,1,84] 0 0 32",
            "fc3 dense [1,1,10] 850 840 32");
  }

  private static List<String> rows(JsonNode layers) {
    List<String> rows = new ArrayList<>();
    for (JsonNode layer : layers) {
      rows.add(
          String.join(
              " ",
              layer.get("name").asText(),
              layer.get("type").asText(),
              layer.get("output").toString(),
              layer.get("parameters").toString(),
              layer.get("macs").toString(),
              layer.get("receptiveField").asText()));
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"lenet5,61706", "fashion-cnn,421642", "vgg-small,550570"})
  void theFileFormOfANamedModelIsAModelFile(String name, int parameters) {
    CommandLineRun asFile = CommandLineRun.of("describe", "--model", name, "--as-file");
    assertThat(asFile.status()).as(asFile.err()).isZero();
    String file = new Workspace(folder).write("model.json", asFile.out());

    CommandLineRun ofName = CommandLineRun.of("describe", "--model", name, "--json");
    CommandLineRun ofFile = CommandLineRun.of("describe", "--model", file, "--json");
    CommandLineRun again = CommandLineRun.of("describe", "--model", file, "--as-file");

    assertThat(ofFile.lastEvent().get("parameters").asInt()).isEqualTo(parameters);
    assertThat(ofFile.lastEventWithout("model")).isEqualTo(ofName.lastEventWithout("model"));
    assertThat(ofFile.lastEvent().get("model").asText()).isEqualTo(file);
    assertThat(again.out()).isEqualTo(asFile.out());
  }

  @Test
  void peopleReadATable() {
    CommandLineRun run = CommandLineRun.of("describe", "--model", "lenet5");

    assertThat(run.status()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(14);
    assertThat(lines.get(0)).isEqualTo("input input: 28×28×1");
    assertThat(lines.get(2)).contains("conv1", "28×28×6", "156", "117,600");
    assertThat(lines.get(13))
        .startsWith("61,706 parameters (0.25 MB a model on the wire), 416,520");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void thePlanShowsEveryLayerWithItsAlgorithmAndBuffer(String kernels) {
    CommandLineRun run =
        CommandLineRun.of(
            "describe", "--model", "lenet5", "--plan", "--kernels", kernels, "--json");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode plan = run.lastEvent().get("plan");
    assertThat(plan).hasSize(11);
    for (JsonNode step : plan) {
      assertThat(step.get("algorithm").asText()).isNotBlank();
      assertThat(step.get("buffer").asInt()).isNotNegative();
      assertThat(step.get("outputBytes").asLong()).isPositive();
    }
    assertThat(plan.get(0).get("gradients").toString()).isEqualTo("\"parameters\"");
    assertThat(CommandLineRun.of("describe", "--model", "lenet5", "--plan").out())
        .contains("a training step, segment by segment:");
  }

  @ParameterizedTest
  @CsvSource({"direct,0", "winograd,6", "auto,5"})
  void thePlanShowsWhichConvolutionsAreByWinograd(String algorithm, int count) {
    CommandLineRun run =
        CommandLineRun.of(
            "describe", "--model", "vgg-small", "--plan", "--algorithm", algorithm, "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("plan").findValuesAsText("algorithm"))
        .filteredOn(text -> text.startsWith("winograd 2×2"))
        .hasSize(count);
  }

  @Test
  void benchReportsInTheFormOfTheContract() {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "--model",
            new Workspace(folder).model(),
            "--seconds",
            "0.2",
            "--batch-size",
            "8",
            "--kernels",
            "reference",
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.events()).hasSize(1);
    ObjectNode event = run.lastEvent();
    List<String> keys = new ArrayList<>();
    event.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactly(
            "event",
            "model",
            "kernels",
            "algorithm",
            "threads",
            "batchSize",
            "imagesPerSecond",
            "gflops");
    assertThat(event.get("algorithm").asText()).isEqualTo("direct");
    assertThat(event.get("kernels").asText()).isEqualTo("reference");
    assertThat(event.get("threads").asInt()).isEqualTo(1);
    assertThat(event.get("batchSize").asInt()).isEqualTo(8);
    assertThat(event.get("imagesPerSecond").asDouble()).isPositive();
    assertThat(event.get("gflops").asDouble()).isPositive();
  }
}
