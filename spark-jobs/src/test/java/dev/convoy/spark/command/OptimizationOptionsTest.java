package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.spark.TinyModel;
import dev.convoy.weights.ParametersHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How steps are taken is the same on the command line and in one process, and goes on as it was.
 */
class OptimizationOptionsTest {
  private static final String DATA = "generated:200:12x12x1";

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  private CommandLineRun train(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--model", workspace.model()));
    arguments.addAll(List.of("--out", workspace.path(out), "--data", DATA, "--json"));
    arguments.addAll(List.of(more));
    return CommandLineRun.on("local[2]", arguments);
  }

  private JsonNode config(String out) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(out).resolve("config.json").toFile());
  }

  private static String hash(String tuning) {
    return hash("sgd:0.02,0.9", tuning);
  }

  private static String hash(String optimizer, String tuning) {
    TinyModel.Settings plain =
        TinyModel.settings(
            200,
            "workers=2 batchSize=16 sync=epoch outer=average seed=1 kernels=auto epochs=4 optimizer="
                + optimizer);
    return ParametersHash.of(TinyModel.trainInProcess(plain.with(tuning), 4));
  }

  @Test
  void aScheduleIsRecordedAndDecidesTheResult() throws IOException {
    CommandLineRun run =
        train(
            "run",
            "--epochs",
            "4",
            "--batch-size",
            "16",
            "--schedule",
            "cosine",
            "--warmup",
            "1.5");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(config("run").get("schedule").asText()).isEqualTo("cosine:0.0");
    assertThat(config("run").get("warmup").asDouble()).isEqualTo(1.5);
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(hash("schedule=cosine warmup=1.5"))
        .isNotEqualTo(hash(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "adamw:0.01,0.1; --l1 0.0001; l1=0.0001",
        "rmsprop:0.01,0.8; --l2 0.01; l2=0.01",
        "lars:2,0.8,0.01; --clip-norm 0.5; clip-norm=0.5",
        "adam:0.01; --label-smoothing 0.1 --accumulate 3; label-smoothing=0.1 accumulate=3",
        "adam:0.01; --average ema:0.9; average=ema:0.9",
        "adam:0.01; --average swa:2; average=swa:2",
        "adam:0.01; --early-stopping 1,0.9; early-stopping=1,0.9",
        "adam:0.01; --class-weights 1,2,3,4,5,6,7,8,9,0; class-weights=1,2,3,4,5,6,7,8,9,0"
      })
  void whatAStepDoesIsTheSameInOneProcess(String optimizer, String options, String tuning)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.addAll(List.of("--epochs", "4", "--batch-size", "16", "--optimizer", optimizer));

    CommandLineRun run = train("run", arguments.toArray(String[]::new));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(config("run").get("optimizer").asText()).isEqualTo(optimizer.replace(":2", ":2.0"));
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(hash(optimizer, tuning))
        .isNotEqualTo(hash(optimizer, ""));
  }

  /** Steps that move nothing, so that the first evaluation is the best. */
  private CommandLineRun stuck(String out, String... more) {
    return train(out, with(more, "--optimizer", "sgd:1e-9,0", "--early-stopping", "2", "--resume"));
  }

  @Test
  void aRunThatStopsEarlyIsCompleteWithTheBestParameters() throws IOException {
    CommandLineRun run = stuck("run", "--epochs", "40");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.events()).hasSize(4);
    assertThat(run.lastEvent().get("epochs").asInt()).isEqualTo(3);
    assertThat(run.lastEvent().get("bestEpoch").asInt()).isEqualTo(1);
    assertThat(run.lastEvent().get("testAccuracy"))
        .isEqualTo(run.events().get(0).get("testAccuracy"));
    assertThat(run.err())
        .contains("epoch 3: test accuracy has not got better since epoch 1; stopping early with");
    CommandLineRun one = stuck("one", "--epochs", "1");
    assertThat(run.lastEvent().get("parametersSha256"))
        .isEqualTo(one.lastEvent().get("parametersSha256"));
    assertThat(folder.resolve("run/checkpoints/epoch-00003-lease-00001/best.safetensors")).exists();
    assertThat(folder.resolve("run/best.safetensors")).doesNotExist();
  }

  /** With steps so small the loss falls, but no image is classified otherwise. */
  @Test
  void whatMakesAnEvaluationBetterIsChosen() {
    String[] options = {"--optimizer", "sgd:1e-5,0", "--early-stopping", "2", "--epochs", "4"};
    CommandLineRun accuracy = train("accuracy", options);
    CommandLineRun loss = train("loss", with(options, "--monitor", "loss"));

    assertThat(loss.status()).as(loss.err()).isZero();
    assertThat(accuracy.lastEvent().get("epochs").asInt()).isEqualTo(3);
    assertThat(accuracy.lastEvent().get("bestEpoch").asInt()).isEqualTo(1);
    assertThat(loss.lastEvent().get("epochs").asInt()).isEqualTo(4);
    assertThat(loss.lastEvent().get("bestEpoch").asInt()).isEqualTo(4);
  }

  @Test
  void aRunThatHasStoppedEarlyEndsAtOnceWhenItGoesOn() {
    CommandLineRun first = stuck("run", "--epochs", "40");
    Map<String, String> before = workspace.contents();

    for (String epochs : List.of("40", "50")) {
      CommandLineRun again = stuck("run", "--epochs", epochs);

      assertThat(again.status()).as(again.err()).isZero();
      assertThat(again.err()).contains(workspace.path("run") + " is complete");
      assertThat(again.lastEventWithout("seconds")).isEqualTo(first.lastEventWithout("seconds"));
      assertThat(workspace.contents()).isEqualTo(before);
    }
  }

  @Test
  void aRunThatWasKilledAfterItStoppedEarlyIsCompletedWithoutTraining() throws IOException {
    CommandLineRun first = stuck("run", "--epochs", "40");
    Files.delete(folder.resolve("run/manifest.json"));
    Files.delete(folder.resolve("run/model.safetensors"));

    CommandLineRun again = stuck("run", "--epochs", "40");

    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.events()).hasSize(1);
    assertThat(again.lastEventWithout("seconds")).isEqualTo(first.lastEventWithout("seconds"));
  }

  @Test
  void averagesAndTheBestParametersSurviveAStop() {
    String[] options = {"--average", "ema:0.9", "--early-stopping", "9", "--batch-size", "16"};
    CommandLineRun whole = train("whole", with(options, "--epochs", "4"));
    train("parts", with(options, "--epochs", "2"));

    CommandLineRun parts = train("parts", with(options, "--epochs", "4", "--resume"));

    assertThat(parts.status()).as(parts.err()).isZero();
    assertThat(parts.events()).hasSize(3);
    for (String field : List.of("parametersSha256", "bestEpoch", "testAccuracy")) {
      assertThat(parts.lastEvent().get(field)).isEqualTo(whole.lastEvent().get(field));
    }
  }

  @Test
  void withoutJsonTheResultNamesTheBestEpoch() {
    List<String> arguments =
        List.of(
            "train",
            "--model",
            workspace.model(),
            "--data",
            DATA,
            "--out",
            workspace.path("run"),
            "--optimizer",
            "sgd:1e-9,0",
            "--early-stopping",
            "1");

    CommandLineRun run = CommandLineRun.on("local[2]", arguments);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains(" % after epoch 1, the best of 2 epochs, ");
  }

  @Test
  void aScheduleOverTheWholeRunRefusesAnotherLength() {
    assertThat(train("run", "--epochs", "1", "--schedule", "one-cycle").status()).isZero();

    CommandLineRun longer = train("run", "--epochs", "2", "--schedule", "one-cycle", "--resume");

    assertThat(longer.status()).isEqualTo(2);
    assertThat(longer.err())
        .contains("epochs is 2, but the run in " + workspace.path("run") + " was started with 1");
  }

  @Test
  void ifEvaluationsDecideTheTestDataMustStayTheSame() {
    String[] plateau = {"--schedule", "plateau:0.5,1", "--epochs"};
    assertThat(train("run", with(plateau, "1")).status()).isZero();

    CommandLineRun other =
        train("run", with(plateau, "2", "--resume", "--test", "generated:300:12x12x1"));
    CommandLineRun same = train("run", with(plateau, "2", "--resume"));

    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("testSha256 is ");
    assertThat(same.status()).as(same.err()).isZero();
  }

  private static String[] with(String[] settings, String... more) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
