package dev.convoy.spark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.DriverProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that cannot go on end, with a line that says why, instead of waiting for ever. */
class LimitsIT {
  @TempDir private Path folder;
  private TestedRun run;

  @BeforeEach
  void writeData() throws IOException {
    TestedRun.writeData(folder.resolve("data"));
    run = TestedRun.of(folder.resolve("tested"), folder.resolve("data"));
  }

  @Test
  void aClusterWithoutAFreeCoreIsNamed() throws IOException, InterruptedException {
    try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"));
        DriverProcess driver =
            run.with(cluster.options()).start("driver", "--wait-executors", "6s")) {
      DriverProcess.Finished finished = driver.finish();

      assertThat(finished.status()).as(finished.err()).isEqualTo(1);
      assertThat(finished.out()).isEmpty();
      assertThat(finished.err()).contains("waiting for executors of spark://127.0.0.1:");
      assertThat(finished.err().lines().toList())
          .last()
          .asString()
          .matches(
              "convoy train: no executor for 6 s \\(--wait-executors\\) with master"
                  + " spark://127[.]0[.]0[.]1:\\d+; has it a free core and spark[.]executor[.]memory"
                  + " \\(1g\\) for this application\\?");
    }
  }

  /** The limit is for the start as well, where a busy machine takes its time. */
  @Test
  @Tag("matrix")
  void aRunWhoseLastExecutorLeavesEnds() throws IOException, InterruptedException {
    try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"))) {
      Process worker = cluster.addWorker("127.0.0.1", "");
      TestedRun slow = run.with(cluster.options()).slowly();
      try (DriverProcess driver = slow.start("driver", "--wait-executors", "60s")) {
        slow.awaitRound(driver, 1, 2);
        StandaloneCluster.kill(worker);
        DriverProcess.Finished finished = driver.finish();

        assertThat(finished.status()).as(finished.err()).isEqualTo(1);
        assertThat(finished.err())
            .contains("executor 0 left: ")
            .containsPattern("convoy train: epoch 1 of 3, round [23] of 3: no executor for 60 s");
      }
    }
  }

  @Test
  void aDriverWithoutMemoryEnds() throws IOException, InterruptedException {
    try (DriverProcess driver =
        run.with(LocalFiles.options("flaky", FlakyFiles.class))
            .with(List.of("--master", "local[2]"))
            .withSettings("spark.extraListeners=" + MemoryHog.class.getName())
            .start("driver")) {
      DriverProcess.Finished finished = driver.finish();

      assertThat(finished.status()).as(finished.err()).isEqualTo(1);
      assertThat(finished.err()).containsPattern("OutOfMemoryError|out of memory");
      assertThat(finished.out()).isEmpty();
    }
  }
}
