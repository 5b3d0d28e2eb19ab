package dev.convoy.spark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** The processes of executors, found among the children of who started them. */
final class ExecutorProcesses {
  private ExecutorProcesses() {}

  /** The executors that a driver with a local cluster, or a Worker, has started. */
  static List<ProcessHandle> of(ProcessHandle parent) {
    return parent
        .descendants()
        .filter(
            child -> child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  /** Stops a process as if its machine hung: connections stay, nothing answers. */
  static void stop(ProcessHandle executor) throws IOException, InterruptedException {
    String pid = String.valueOf(executor.pid());
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
  }
}
