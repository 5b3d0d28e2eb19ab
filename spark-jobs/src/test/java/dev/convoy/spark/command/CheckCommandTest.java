package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.check.GradientReport;
import dev.convoy.check.SlotCheck;
import dev.convoy.spark.command.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The checks that users run; none of them starts Spark. */
class CheckCommandTest {
  private static final String DATA = "generated:120:12x12x1";

  @TempDir private Path folder;

  private String model;

  @BeforeEach
  void writeModel() {
    model = new Workspace(folder).model();
  }

  @Test
  void theGradientsOfAModelAreRight() {
    CommandLineRun run =
        CommandLineRun.of("check", "gradients", "--model", model, "--examples", "4", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.events()).hasSize(1);
    ObjectNode event = run.lastEvent();
    assertThat(event.get("event").asText()).isEqualTo("checkGradients");
    assertThat(event.get("model").asText()).isEqualTo(model);
    assertThat(event.get("passed").asBoolean()).isTrue();
    assertThat(event.get("examples").asInt()).isEqualTo(4);
    List<String> slots = new ArrayList<>();
    for (JsonNode slot : event.get("slots")) {
      slots.add(slot.get("name").asText() + " " + slot.get("size") + " " + slot.get("verdict"));
      assertThat(slot.get("median").asDouble()).isBetween(0.0, slot.get("largest").asDouble());
      assertThat(slot.get("resolution").asDouble()).isBetween(0.0, 0.1);
    }
    assertThat(slots)
        .containsExactly(
            "conv1.weight 72 \"right\"",
            "conv1.bias 8 \"right\"",
            "conv2.weight 1440 \"right\"",
            "conv2.bias 20 \"right\"",
            "fc1.weight 800 \"right\"",
            "fc1.bias 10 \"right\"");
  }

  @Test
  void gradientsAreAlsoCheckedOnDataAndShownAsATable() {
    CommandLineRun run = CommandLineRun.of("check", "gradients", "--model", model, "--data", DATA);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .matches("(?s)parameters +number .*\\nfc1.bias +10 .* right\\n.*")
        .endsWith("gradients of " + model + " over 16 example(s): right\n");
  }

  @Test
  void aWrongGradientEndsWithStatusOneAndIsNamed() {
    List<SlotCheck> slots =
        List.of(
            new SlotCheck("conv1.weight", 72, 1e-4, 1e-3, 1e-4, SlotCheck.Verdict.RIGHT),
            new SlotCheck("fc1.bias", 10, 0.5, 1.5, 1e-4, SlotCheck.Verdict.WRONG));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(out), System.err, false, false);

    CheckGradientsCommand command = new CheckGradientsCommand();
    new CommandLine(command).parseArgs("--model", "my.json");

    int status = command.show(console, new GradientReport(slots));

    assertThat(status).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("fc1.bias +10 +0.50000 +1.50000 +0.00010 +wrong")
        .contains("1 of 2 are wrong");
  }

  @Test
  void aModelLearnsABatchByHeart() {
    CommandLineRun run =
        CommandLineRun.of(
            "check",
            "overfit",
            "--model",
            model,
            "--data",
            DATA,
            "--optimizer",
            "adam:0.01",
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    ObjectNode event = run.lastEvent();
    assertThat(event.get("event").asText()).isEqualTo("checkOverfit");
    assertThat(event.get("passed").asBoolean()).isTrue();
    assertThat(event.get("examples").asInt()).isEqualTo(32);
    assertThat(event.get("loss").asDouble()).isLessThan(0.01);
    assertThat(event.get("accuracy").asDouble()).isEqualTo(1);
    JsonNode curve = event.get("curve");
    assertThat(curve.get(0).get("step").asInt()).isZero();
    assertThat(curve.get(curve.size() - 1).get("step")).isEqualTo(event.get("steps"));
    assertThat(curve.get(curve.size() - 1).get("loss")).isEqualTo(event.get("loss"));
    assertThat(curve.size()).isLessThan(12);
  }

  @Test
  void whatIsNotLearntEndsWithStatusOneAndALineOfWhatToTry() {
    CommandLineRun few = overfit("--steps", "8");
    CommandLineRun wild = overfit("--optimizer", "sgd:1e30,0");

    assertThat(few.status()).isEqualTo(1);
    assertThat(few.out()).contains("on 32 example(s): not learnt after 8 step(s), loss ");
    assertThat(few.err()).endsWith("the loss still falls: try --steps 32\n");
    assertThat(wild.status()).isEqualTo(1);
    assertThat(wild.err())
        .endsWith("the loss is no longer finite: try a lower rate than sgd:1e30,0\n");
  }

  @Test
  void aLossThatStandsStillIsTold() {
    Workspace workspace = new Workspace(folder);
    workspace.idx("same/train-images-idx3-ubyte", 7, 10, 12, 12);
    workspace.copy("same/train-images-idx3-ubyte", "mixed/train-images-idx3-ubyte");
    workspace.noise("mixed2/train", 10);
    workspace.copy("mixed2/train-labels-idx1-ubyte", "mixed/train-labels-idx1-ubyte");

    CommandLineRun run =
        CommandLineRun.of(
            "check",
            "overfit",
            "--model",
            model,
            "--data",
            workspace.path("mixed"),
            "--examples",
            "10",
            "--steps",
            "100",
            "--optimizer",
            "adam:0.01");

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("accuracy 10.00 %");
    assertThat(run.err()).contains("the loss no longer falls: try another rate than adam:0.01");
  }

  @Test
  void withoutACheckTheHelpIsShown() {
    CommandLineRun run = CommandLineRun.of("check");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: convoy check", "gradients", "overfit");
  }

  private CommandLineRun overfit(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("check", "overfit", "--model", model, "--data", DATA));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments);
  }

  private CommandLineRun gradients(String... options) {
    List<String> arguments = new ArrayList<>(List.of("check", "gradients", "--model", model));
    arguments.add("--json");
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "--loss, meanSquaredError",
    "--initializer, he-normal",
    "--seed, 2",
    "--algorithm, winograd",
    "--data, generated:60:12x12x1",
    "--examples, 4",
    "--directions, 3"
  })
  void theErrorsOfGradientsAreThoseOfWhatIsAskedFor(String option, String value) {
    CommandLineRun run = gradients(option, value);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("slots")).isNotEqualTo(gradients().lastEvent().get("slots"));
  }

  @ParameterizedTest
  @CsvSource({
    "--loss, meanSquaredError",
    "--initializer, he-normal",
    "--seed, 2",
    "--algorithm, winograd",
    "--examples, 4",
    "--optimizer, adam:0.01"
  })
  void theLossesOfABatchAreThoseOfWhatIsAskedFor(String option, String value) {
    List<String> options = new ArrayList<>(List.of("--steps", "30", "--json"));
    if (!option.equals("--optimizer")) {
      options.addAll(List.of("--optimizer", "adam:0.02"));
    }
    CommandLineRun plain = overfit("--steps", "30", "--json", "--optimizer", "adam:0.02");
    options.addAll(List.of(option, value));
    CommandLineRun run = overfit(options.toArray(String[]::new));

    assertThat(run.events()).as(run.err()).hasSize(1);
    assertThat(run.lastEvent().get("curve")).isNotEqualTo(plain.lastEvent().get("curve"));
  }

  @Test
  void theKernelsAreThoseThatAreAskedForWithTheSameBits() {
    CommandLineRun gradients = gradients("--kernels", "reference");
    CommandLineRun overfit = overfit("--steps", "3", "--json", "--kernels", "reference");

    assertThat(gradients.err()).isEqualTo("kernels: reference, as asked\n");
    assertThat(gradients.out()).isEqualTo(gradients().out());
    assertThat(overfit.err()).startsWith("kernels: reference, as asked\n");
    assertThat(overfit.out()).isEqualTo(overfit("--steps", "3", "--json").out());
  }

  @Test
  void anErrorAboveTheToleranceIsWrong() {
    CommandLineRun run = gradients("--tolerance", "1e-9");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lastEvent().get("passed").asBoolean()).isFalse();
  }

  @Test
  void aBatchIsLearntWhenTheLossIsLowEnough() {
    CommandLineRun run = overfit("--optimizer", "adam:0.01", "--loss-below", "0.5", "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("loss").asDouble()).isBetween(0.01, 0.5);
  }
}
