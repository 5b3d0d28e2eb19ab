package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that cannot go on ends with status 1 and a line that says why. */
class FailedTrainingTest {
  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  @Test
  void aRoundThatTakesTooLongFailsWithStatusOne() {
    CommandLineRun run =
        workspace.train("run", "--round-timeout", "1s", "--data", "generated:3000000:12x12x1");

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.err().lines().toList())
        .last()
        .asString()
        .matches(
            "convoy train: epoch 1 of 8, round 1 of 1: no result after 1 s \\(--round-timeout\\);"
                // whichever of the two a busy machine has come to
                + " (waited for [12] of 2 workers, of which [012] were running|no worker had begun)");
  }

  @Test
  void aRunThatAlwaysDivergesIsRolledBackFiveTimesAndFails() {
    CommandLineRun run = workspace.train("run", "--optimizer", "sgd:1e30", "--on-nan", "rollback");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines())
        .filteredOn(line -> line.contains("going back to epoch 0 with learning rate "))
        .hasSize(5);
    assertThat(run.err()).endsWith("; it was lowered 5 times already\n");
  }

  @Test
  void aRoundWithoutAnyFiniteWorkerFailsUnderSkipToo() {
    CommandLineRun run = workspace.train("run", "--optimizer", "sgd:1e30", "--on-nan", "skip");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> line.endsWith("it is left out of the round")))
        .hasSize(2);
    assertThat(run.err()).contains("and no other worker contributed; try a lower learning rate");
  }

  @Test
  void aRunThatDivergesFailsInOneLineAndLeavesNoModel() {
    CommandLineRun run = workspace.train("run", "--optimizer", "sgd:1e30", "--json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    List<String> lines = run.err().lines().toList();
    assertThat(lines.get(lines.size() - 1))
        .matches(
            "convoy train: epoch 1 of 8, round 1 of 1: the loss of worker 0 is \\S+; try a lower"
                + " learning rate");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(workspace.contents().keySet())
        .noneMatch(path -> path.endsWith("manifest.json") || path.endsWith(".safetensors"));
  }
}
