package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.model.Model;
import dev.convoy.model.json.ModelJson;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What describe says. */
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
        .containsExactly(
            "event",
            "model",
            "parameters",
            "macs",
            "activations",
            "statistics",
            "batchSize",
            "activationBytes",
            "trainingBytes",
            "inferenceBytes",
            "roundBytesOut",
            "roundBytesBack",
            "layers");
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

  static List<String> names() {
    return NamedModels.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theFileFormOfANamedModelIsAModelFile(String name) {
    CommandLineRun asFile = CommandLineRun.of("describe", "--model", name, "--as-file");
    assertThat(asFile.status()).as(asFile.err()).isZero();
    String file = new Workspace(folder).write("model.json", asFile.out());

    CommandLineRun ofName = CommandLineRun.of("describe", "--model", name, "--json");
    CommandLineRun ofFile = CommandLineRun.of("describe", "--model", file, "--json");
    CommandLineRun again = CommandLineRun.of("describe", "--model", file, "--as-file");

    assertThat(ModelJson.read(file, asFile.out())).isEqualTo(NamedModels.find(name).orElseThrow());
    assertThat(ofFile.lastEventWithout("model")).isEqualTo(ofName.lastEventWithout("model"));
    assertThat(ofFile.lastEvent().get("model").asText()).isEqualTo(file);
    assertThat(again.out()).isEqualTo(asFile.out());
  }

  @Test
  void peopleReadATable() {
    CommandLineRun run = CommandLineRun.of("describe", "--model", "lenet5");

    assertThat(run.status()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(16);
    assertThat(lines.get(0)).isEqualTo("input input: 28×28×1");
    assertThat(lines.get(2)).contains("conv1", "28×28×6", "156", "117,600", "1,204,224");
    assertThat(lines.get(13)).startsWith("61,706 parameters (0.2 MB a model on the wire), 416,520");
    assertThat(lines.get(14)).startsWith("a batch of 64: 3.6 MB of activations; a plan for");
    assertThat(lines.get(15))
        .isEqualTo(
            "a round of averaging: 246,824 bytes out to each executor, 246,824 back from each"
                + " worker");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 100})
  void memoryIsThatOfTheBatch(int batch) {
    CommandLineRun run =
        CommandLineRun.of(
            "describe",
            "--model",
            "lenet5",
            "--batch-size",
            String.valueOf(batch),
            "--kernels",
            "reference",
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    ObjectNode event = run.lastEvent();
    Model model = NamedModels.lenet5();
    Kernels kernels = new ReferenceKernels();
    assertThat(event.get("batchSize").asInt()).isEqualTo(batch);
    assertThat(event.get("layers").get(0).get("activationBytes").asLong())
        .isEqualTo(4L * batch * 28 * 28 * 6);
    assertThat(event.get("activationBytes").asLong())
        .isEqualTo(4L * batch * event.get("activations").asLong());
    assertThat(event.get("trainingBytes").asLong())
        .isEqualTo(Plan.memoryBytes(model, Request.training(model), batch, kernels));
    assertThat(event.get("inferenceBytes").asLong())
        .isEqualTo(Plan.memoryBytes(model, Request.inference(model), batch, kernels));
    assertThat(event.get("roundBytesOut").asLong()).isEqualTo(4 * 61_706);
    assertThat(event.get("roundBytesBack").asLong()).isEqualTo(4 * 61_706);
  }

  @Test
  void aLargeModelIsDescribedWithoutItsMemory() {
    CommandLineRun run =
        CommandLineRun.of(
            "describe", "--model", "vgg16", "--batch-size", "512", "--plan", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("trainingBytes").asLong()).isGreaterThan(10L << 30);
    assertThat(run.lastEvent().get("plan")).hasSize(38);
  }

  @Test
  void theSizeOfANamedModelIsSaidBehindItsName() {
    CommandLineRun run =
        CommandLineRun.of("describe", "--model", "lenet5:32x32x3,classes=100", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode layers = run.lastEvent().get("layers");
    assertThat(layers.get(0).get("output").toString()).isEqualTo("[32,32,6]");
    assertThat(layers.get(10).get("output").toString()).isEqualTo("[1,1,100]");
  }

  @Test
  void theProfileSharesAllOfTheTimeAmongLayersAndTheRest() {
    String[] command = {
      "describe", "--model", "lenet5", "--profile", "--seconds", "0.2", "--batch-size", "8"
    };
    CommandLineRun text = CommandLineRun.of(command);
    CommandLineRun run =
        CommandLineRun.of(Stream.concat(Stream.of(command), Stream.of("--json")).toList());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).startsWith("kernels: ");
    JsonNode profile = run.lastEvent().get("profile");
    assertThat(profile.get("steps").asLong()).isPositive();
    assertThat(profile.get("stepMillis").asDouble()).isPositive();
    assertThat(profile.get("layers").findValuesAsText("name")).hasSize(11).startsWith("conv1");
    double sum = profile.get("other").asDouble();
    for (JsonNode layer : profile.get("layers")) {
      sum += layer.get("forward").asDouble() + layer.get("backward").asDouble();
    }
    assertThat(sum).isCloseTo(1, Offset.offset(0.01));
    assertThat(text.out())
        .contains("where the time of a training step of 8 went", "loss, optimizer");
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

  /** The time is over when the first step is done. */
  @Test
  void theProfileTakesStepsUntilTheTimeIsOver() {
    CommandLineRun run =
        CommandLineRun.of(
            "describe", "--model", "lenet5", "--profile", "--seconds", "1e-9", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("profile").get("steps").asLong()).isEqualTo(1);
  }
}
