package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.json.ModelJson;
import dev.convoy.spark.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run will need is told without a cluster, and what cannot fit is refused. */
class PlanCommandTest {
  private static final long PARAMETER_BYTES = 4L * ParameterLayout.of(TinyModel.model()).size();

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void writeModel() {
    workspace = new Workspace(folder);
    workspace.write("tiny.json", ModelJson.write(TinyModel.model()));
  }

  private CommandLineRun plan(String master, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "plan", "--data", "generated:200:12x12x1", "--model", workspace.path("tiny.json")));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--images-per-second")) {
      arguments.addAll(List.of("--images-per-second", "100"));
    }
    return CommandLineRun.on(master, arguments);
  }

  @Test
  void theEventSaysWhatARoundTakes() {
    CommandLineRun run =
        plan(
            "local-cluster[2,1,1024]",
            "--workers",
            "4",
            "--sync",
            "steps:2",
            "--batch-size",
            "8",
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    ObjectNode event = run.lastEvent();
    assertThat(event.get("event").asText()).isEqualTo("plan");
    assertThat(event.get("parameterBytes").asLong()).isEqualTo(PARAMETER_BYTES);
    assertThat(event.get("bytesOut").asLong()).isEqualTo(2 * PARAMETER_BYTES);
    assertThat(event.get("bytesIn").asLong()).isEqualTo(4 * PARAMETER_BYTES);
    // 50 examples a worker: 7 batches, 4 rounds; two turns of 16 examples.
    assertThat(event.get("rounds").asInt()).isEqualTo(4);
    assertThat(event.get("roundExamples").asInt()).isEqualTo(16);
    assertThat(event.get("turns").asInt()).isEqualTo(2);
    assertThat(event.get("compute").asDouble()).isBetween(0.32, 0.33);
    assertThat(event.get("seconds").asDouble())
        .isCloseTo(
            event.get("compute").asDouble() + event.get("synchronization").asDouble(),
            within(2e-6));
    assertThat(event.get("executorMemory").asLong()).isEqualTo(1L << 30);
    assertThat(event.get("driverMemory").asLong()).isEqualTo(Runtime.getRuntime().maxMemory());
    long executor = 0;
    for (var item : event.get("executor")) {
      executor += item.asLong();
    }
    assertThat(event.get("executorBytes").asLong()).isEqualTo(executor).isPositive();
    assertThat(event.get("advice").asText())
        .startsWith("4 workers take turns on 2 core(s): executors with 4 cores in all would make");
  }

  @Test
  void aStepOfSeveralBatchesMakesFewerRoundsInTheMemoryOfOne() {
    CommandLineRun one = plan("local[2]", "--sync", "steps:1", "--batch-size", "8", "--json");
    CommandLineRun four =
        plan("local[2]", "--sync", "steps:1", "--batch-size", "8", "--accumulate", "4", "--json");

    assertThat(four.status()).as(four.err()).isZero();
    assertThat(one.lastEvent().get("rounds").asInt()).isEqualTo(13);
    assertThat(four.lastEvent().get("rounds").asInt()).isEqualTo(4);
    assertThat(four.lastEvent().get("roundExamples").asInt()).isEqualTo(32);
    assertThat(four.lastEvent().get("driverBytes")).isEqualTo(one.lastEvent().get("driverBytes"));
  }

  @Test
  void averagesAndBestParametersAreHeldByTheDriver() {
    long plain = plan("local[2]", "--json").lastEvent().get("driverBytes").asLong();

    CommandLineRun both = plan("local[2]", "--average", "ema", "--early-stopping", "3", "--json");

    assertThat(both.status()).as(both.err()).isZero();
    assertThat(both.lastEvent().get("driverBytes").asLong()).isEqualTo(plain + 3 * PARAMETER_BYTES);
    assertThat(both.lastEvent().get("driver").get("averages and best parameters").asLong())
        .isEqualTo(3 * PARAMETER_BYTES);
  }

  @Test
  void nothingIsStartedOrWritten() {
    Map<String, String> before = workspace.contents();

    // A master that does not exist.
    CommandLineRun run =
        plan(
            "spark://127.0.0.1:1",
            "--workers",
            "8",
            "--executors",
            "4",
            "--executor-cores",
            "2",
            "--executor-memory",
            "3g",
            "--driver-memory",
            "4g");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(" of 4,096 MB, each executor about ", " of 3,072 MB; a round sends ")
        .contains("each core has a worker: more executors help only with more workers");
    assertThat(workspace.contents()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "8; 8; each core has a worker: more executors help only with more workers",
        "8; 9; 1 of 9 cores have no worker: more executors would not help, 8 cores are as fast",
        "8; 7; 8 workers take turns on 7 core(s): executors with 8 cores in all would make it",
        "8; 7; , 4 cores are as fast",
        "8; 8; longer rounds (--sync, --batch-size) would help more than executors"
      })
  void theAdviceFitsWorkersAndCores(int workers, int executors, String words) {
    CommandLineRun run =
        plan(
            "local[2]",
            "--workers",
            String.valueOf(workers),
            "--executors",
            String.valueOf(executors),
            "--executor-cores",
            "1",
            "--images-per-second",
            "1e6");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains(words);
  }

  @Test
  void aStepIsMeasuredIfNobodySaysHowFastItIs() {
    CommandLineRun run =
        CommandLineRun.on(
            "local[2]",
            List.of(
                "plan",
                "--data",
                "generated:60:12x12x1",
                "--model",
                workspace.path("tiny.json"),
                "--json"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("imagesPerSecond").asDouble()).isPositive();
    assertThat(run.lastEvent().has("executorBytes")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local[2]; --driver-memory 30m; driver-memory 30m: Spark does not start with less",
        "local[2]; --executors 2 --executor-memory 20m;"
            + " executor-memory 20m: Spark does not start with less than 450m",
        "local[2]; --driver-memory much; driver-memory 'much' must be a size such as 512m or 4g",
        "local[2]; --driver-memory 0m; driver-memory '0m' must be a size such as 512m or 4g",
        "local[2]; --executors 0; executors 0 must be at least 1",
        "local[2]; --executor-cores 0; executor-cores 0 must be at least 1",
        "local[2]; --bandwidth 0; bandwidth 0.0 must be above 0",
        "local[2]; --images-per-second NaN; images-per-second NaN must be above 0 and at most",
        "yarn; --workers 2; executors and executor-cores must be given with master 'yarn'",
        "spark://h:1; --executors 2 --executor-cores 2; workers must be given with master"
      })
  void whatCannotBeIsRefusedInALine(String master, String options, String message) {
    CommandLineRun run = plan(master, options.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).singleElement().asString().startsWith("convoy plan: " + message);
  }
}
