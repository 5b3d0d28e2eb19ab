package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a cluster that has no executor for them. */
class ExecutorOptionsTest {
  private static final String CLUSTER = "local-cluster[1,1,1024]";

  /** More cores than the cluster's one machine has. */
  private static final Map<String, String> LARGE_EXECUTORS = Map.of("spark.executor.cores", "2");

  @TempDir private Path folder;

  private CommandLineRun run(String command, Workspace workspace, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--data", Workspace.DATA));
    arguments.addAll(List.of("--workers", "1", "--wait-executors", "2s"));
    arguments.addAll(List.of(more));
    return CommandLineRun.on(CLUSTER, LARGE_EXECUTORS, arguments);
  }

  private static void requireNoExecutor(CommandLineRun run) {
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().toList())
        .last()
        .asString()
        .contains(": no executor for 2 s (--wait-executors) with master " + CLUSTER);
  }

  @Test
  void trainAndEvaluateWaitForAnExecutorAsLongAsTheyAreTold() {
    Workspace workspace = new Workspace(folder);
    String run = workspace.path("run");
    assertThat(workspace.train("run", "--epochs", "1").status()).isZero();

    requireNoExecutor(run("evaluate", workspace, "--model", run));
    requireNoExecutor(
        run("train", workspace, "--model", workspace.model(), "--out", workspace.path("other")));
  }
}
