package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bench says. */
class BenchCommandTest {
  @TempDir private Path folder;

  @Test
  void benchReportsOneLineWithTheseKeys() {
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
            "gflops",
            "steps");
    assertThat(event.get("algorithm").asText()).isEqualTo("direct");
    assertThat(event.get("kernels").asText()).isEqualTo("reference");
    assertThat(event.get("threads").asInt()).isEqualTo(1);
    assertThat(event.get("batchSize").asInt()).isEqualTo(8);
    assertThat(event.get("imagesPerSecond").asDouble()).isPositive();
    assertThat(event.get("gflops").asDouble()).isPositive();
  }

  /** The time is over when the first step is done. */
  @Test
  void eachThreadTakesStepsUntilTheTimeIsOver() {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "--model",
            new Workspace(folder).model(),
            "--seconds",
            "1e-9",
            "--threads",
            "3",
            "--algorithm",
            "winograd",
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("steps").asLong()).isEqualTo(3);
    assertThat(run.lastEvent().get("threads").asInt()).isEqualTo(3);
    assertThat(run.lastEvent().get("algorithm").asText()).isEqualTo("winograd");
  }

  @Test
  void peopleReadALine() {
    CommandLineRun run =
        CommandLineRun.of("bench", "--model", new Workspace(folder).model(), "--seconds", "1e-9");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .matches(
            "\\S+tiny.json, kernels \\S+, algorithm direct, 1 thread\\(s\\), batch 64, 1 step\\(s\\):"
                + " [0-9]+ images/s, [0-9.]+ GFLOP/s\\n");
  }
}
