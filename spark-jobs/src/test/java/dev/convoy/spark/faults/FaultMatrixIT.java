package dev.convoy.spark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.DriverProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One configuration with everything that has state, trained by the shipped jar on every kind of
 * cluster while machines fail: the bytes are those of a run on one thread to which nothing
 * happened, in all that a checkpoint holds. Slow: each case starts up to seven Java virtual
 * machines. Those that are tagged {@code matrix} run only with {@code scripts/fault-matrix}, which
 * shows the table.
 */
class FaultMatrixIT {
  private static final String LOCAL_CLUSTER = "local-cluster[2,1,1024]";

  /** A user's own limits: with one of them Convoy sets none. */
  private static final String[] LOW_TIMEOUT = {
    "spark.network.timeout=20s",
    "spark.network.timeoutInterval=5s",
    "spark.executor.heartbeatInterval=5s"
  };

  private static final FaultTable TABLE = new FaultTable(Path.of("target", "fault-matrix.md"));

  @TempDir private static Path folder;
  private static Path data;
  private static Outcome expected = Outcome.NONE;

  /** What is done to a run. */
  private interface Fault {
    /** Does it, and returns what a reader of the table should know. */
    String strike(DriverProcess driver) throws IOException, InterruptedException;
  }

  private static final Fault NONE = driver -> "";

  @BeforeAll
  static void train() throws IOException, InterruptedException {
    data = folder.resolve("data");
    TestedRun.writeData(data);
    TestedRun run = run("expected").on("local[1]");
    try (DriverProcess driver = run.start("driver")) {
      DriverProcess.Finished finished = driver.finish();
      assertThat(finished.status()).as(finished.err()).isZero();
      expected = outcome(run, finished);
      assertThat(expected.vectors())
          .containsOnlyKeys(
              "model.safetensors", "state.safetensors", "average.safetensors", "best.safetensors");
      assertThat(finished.err())
          .contains("epoch 2: test accuracy has not got better since epoch 1; going on with");
    }
  }

  private static TestedRun run(String name) throws IOException {
    return TestedRun.of(folder.resolve(name.replaceAll("[^A-Za-z0-9]+", "-")), data);
  }

  private static Outcome outcome(TestedRun run, DriverProcess.Finished finished)
      throws IOException {
    return finished.status() == 0
        ? Outcome.of(run.runDirectory(), finished.lastEvent())
        : Outcome.NONE;
  }

  /** Trains, strikes, writes the row and compares. */
  private static DriverProcess.Finished check(
      String name, TestedRun run, Fault fault, String... arguments)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    String happened = "failed";
    Outcome outcome = Outcome.NONE;
    try (DriverProcess driver = run.start("driver", arguments)) {
      happened = fault.strike(driver);
      DriverProcess.Finished finished = driver.finish();
      outcome = outcome(run, finished);
      happened = (happened + told(finished.err())).strip();
      assertThat(finished.status()).as(finished.err()).isZero();
      assertThat(outcome).as(finished.err()).isEqualTo(expected);
      return finished;
    } finally {
      TABLE.add(name, outcome, seconds(start), happened, expected);
    }
  }

  private static double seconds(long start) {
    return (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
  }

  /** What a driver said of executors and tasks, counted. */
  private static String told(String err) {
    return List.of(" left: ", " joined, ", " failed on ", " runs again on ", " is late, ").stream()
        .filter(err::contains)
        .map(
            part ->
                err.split(part, -1).length - 1 + "×" + part.replaceAll("[:,]", "").stripTrailing())
        .collect(Collectors.joining(", ", "; the log: ", ""))
        .replaceFirst("^; the log: $", "");
  }

  @ParameterizedTest
  @Tag("matrix")
  @ValueSource(strings = {"local[1]", "local[2]", LOCAL_CLUSTER, "local-cluster[4,1,768]"})
  void nothing(String master) throws IOException, InterruptedException {
    TestedRun run = run(master).on(master);

    check(
        master,
        master.contains("768") ? run.withSettings("spark.executor.memory=768m") : run,
        NONE);
  }

  @Test
  void twoExecutorsAreKilled() throws IOException, InterruptedException {
    TestedRun run = run("killed").slowly();
    try (StandaloneCluster cluster = new StandaloneCluster(run.folder().resolve("cluster"))) {
      cluster.addWorker("127.0.0.1", "");
      cluster.addWorker("127.0.0.2", "");

      DriverProcess.Finished finished =
          check(
              "standalone, 2 Workers, kill -9 twice",
              run.with(cluster.options()),
              driver -> {
                run.awaitRound(driver, 1, 2);
                cluster.executors().get(0).destroyForcibly();
                run.awaitRound(driver, 2, 2);
                // The other Worker's: the first one's may be about to start again.
                List<ProcessHandle> executors = cluster.executors();
                executors.get(executors.size() - 1).destroyForcibly();
                return "an executor killed in epoch 1, round 2, and one in epoch 2, round 2";
              });

      assertThat(finished.err())
          .contains("executor 0 left: ")
          .contains("executor 1 left: ")
          // Either may be between two tasks; FaultLogTest has the line of a task that was lost.
          // No trace of ours; Spark may log one of a message to what has just ended.
          .doesNotContain("\tat dev.convoy.");
    }
  }

  @Test
  @Tag("matrix")
  void anExecutorIsKilledThatHoldsAShuffle() throws IOException, InterruptedException {
    TestedRun run = run("shuffle").on(LOCAL_CLUSTER).slowly();

    check(
        LOCAL_CLUSTER + ", kill -9, --reduce shuffle",
        run,
        driver -> {
          run.awaitRound(driver, 1, 2);
          ExecutorProcesses.of(driver.handle()).get(0).destroyForcibly();
          return "an executor killed in epoch 1, round 2";
        },
        "--reduce",
        "shuffle");
  }

  @Test
  @Tag("matrix")
  void nothingOnAStandaloneCluster() throws IOException, InterruptedException {
    TestedRun run = run("standalone");
    try (StandaloneCluster cluster = new StandaloneCluster(run.folder().resolve("cluster"))) {
      cluster.addWorker("127.0.0.1", "");
      cluster.addWorker("127.0.0.2", "");
      check("standalone, 2 Workers", run.with(cluster.options()), NONE);
    }
  }

  @ParameterizedTest
  @Tag("matrix")
  @ValueSource(strings = {"collect", "shuffle"})
  void anExecutorHangsAndSpeculationGoesAround(String reduce)
      throws IOException, InterruptedException {
    TestedRun run = run("stopped" + reduce).slowly();
    try (StandaloneCluster cluster = new StandaloneCluster(run.folder().resolve("cluster"))) {
      cluster.addWorker("127.0.0.1", "");
      cluster.addWorker("127.0.0.2", "");
      check(
          "standalone, 2 Workers, SIGSTOP, --reduce " + reduce,
          run.with(cluster.options()),
          driver -> {
            run.awaitRound(driver, 1, 2);
            return stop(cluster.executors().get(0), driver);
          },
          "--reduce",
          reduce);
    }
  }

  @Test
  @Tag("matrix")
  void anExecutorHangsWhereSparkCannotSpeculate() throws IOException, InterruptedException {
    checkStopped("", run("hanging").on(LOCAL_CLUSTER).slowly());
  }

  @Test
  @Tag("matrix")
  void anExecutorHangsLongerThanTheUserAllows() throws IOException, InterruptedException {
    checkStopped(
        ", network timeout 20 s",
        run("timeout").on(LOCAL_CLUSTER).slowly().withSettings(LOW_TIMEOUT));
  }

  private static void checkStopped(String settings, TestedRun run)
      throws IOException, InterruptedException {
    check(
        LOCAL_CLUSTER + ", SIGSTOP" + settings,
        run,
        driver -> {
          run.awaitRound(driver, 1, 2);
          return stop(ExecutorProcesses.of(driver.handle()).get(0), driver);
        });
  }

  private static String stop(ProcessHandle executor, DriverProcess driver)
      throws IOException, InterruptedException {
    ExecutorProcesses.stop(executor);
    long stopped = System.nanoTime();
    driver.finish();
    return String.format(
        "an executor stopped in epoch 1, round 2; the run ended %.0f s later", seconds(stopped));
  }

  @Test
  @Tag("matrix")
  void executorsHaveVectorsOfDifferentWidths() throws IOException, InterruptedException {
    TestedRun run = run("widths");
    try (StandaloneCluster cluster = new StandaloneCluster(run.folder().resolve("cluster"))) {
      cluster.addWorker("127.0.0.1", "-XX:MaxVectorSize=16");
      cluster.addWorker("127.0.0.2", "");

      check(
          "standalone, one executor with vectors of 128 bits",
          run.with(cluster.options()),
          driver -> "Workers with and without -XX:MaxVectorSize=16");

      assertThat(cluster.executorLogs()).hasSize(2).anyMatch(log -> log.contains("VectorSize=16"));
      for (String executor : List.of("0", "1")) {
        assertThat(run.events().holds("\"Executor ID\":\"" + executor + "\",\"Host\"")).isTrue();
      }
    }
  }

  @Test
  @Tag("matrix")
  void executorsJoinAndLeave() throws IOException, InterruptedException {
    TestedRun run = run("joining").slowly();
    try (StandaloneCluster cluster = new StandaloneCluster(run.folder().resolve("cluster"))) {
      // Without the second compiler, so that the run lasts until the other one is there.
      Process first = cluster.addWorker("127.0.0.1", "-XX:TieredStopAtLevel=1");

      DriverProcess.Finished finished =
          check(
              "standalone, a Worker joins, another leaves",
              run.with(cluster.options()),
              driver -> {
                run.awaitRound(driver, 1, 1);
                cluster.addWorker("127.0.0.2", "");
                driver.awaitLine("executor 1 on 127.0.0.2 joined, 1 core(s)");
                StandaloneCluster.kill(first);
                return "a second Worker came in epoch 1, then the first was killed";
              });

      assertThat(finished.err()).contains("executor 0 left: ");
    }
  }

  @Test
  void eachTaskFailsThreeTimes() throws IOException, InterruptedException {
    failThrice(", tasks fail thrice", false, "three attempts of each task cannot read");
  }

  @Test
  @Tag("matrix")
  void eachTaskReadsDamagedDataThrice() throws IOException, InterruptedException {
    failThrice(", damaged data thrice", true, "three attempts of each task read half a file");
  }

  private void failThrice(String row, boolean damage, String what)
      throws IOException, InterruptedException {
    DriverProcess.Finished finished =
        check(
            LOCAL_CLUSTER + row,
            run("flaky" + damage)
                .on(LOCAL_CLUSTER)
                .readingFrom("flaky")
                .with(FlakyFiles.options(3, damage)),
            driver -> what);

    assertThat(finished.err())
        .contains("(attempt 3)", "runs again on", "(attempt 4)")
        .doesNotContain("\tat dev.convoy.");
  }

  @Test
  @Tag("matrix")
  void aDriverIsKilledWhileItSaves() throws IOException, InterruptedException {
    killWhileSaving(
        "local[2], driver killed, resumed",
        "write .*/[.]model[.]safetensors[.]tmp",
        "rename .*/checkpoints/.*/manifest[.]json",
        "delete .*/checkpoints/.*/manifest[.]json");
  }

  @Test
  @Tag("matrix")
  void aDriverIsKilledAtEachStepOfSaving() throws IOException, InterruptedException {
    killWhileSaving(
        "local[2], driver killed at each step, resumed",
        "create .*/checkpoints/.*/[.]model[.]json[.]tmp",
        "write .*/checkpoints/.*/[.]model[.]safetensors[.]tmp",
        "rename .*/checkpoints/.*/state[.]safetensors",
        "write .*/checkpoints/.*/[.]average[.]safetensors[.]tmp",
        "create .*/checkpoints/.*/[.]best[.]safetensors[.]tmp",
        "create .*/checkpoints/.*/[.]manifest[.]json[.]tmp",
        "rename .*/checkpoints/.*/manifest[.]json",
        "delete .*/checkpoints/.*/manifest[.]json",
        "delete .*/checkpoints/.*/state[.]safetensors",
        "create .*/run/[.]model[.]safetensors[.]tmp",
        "rename .*/run/manifest[.]json");
  }

  /** One run directory, in which a driver dies at each of these steps, and a last one ends. */
  private static void killWhileSaving(String name, String... steps)
      throws IOException, InterruptedException {
    TestedRun run = run(name).on("local[2]").writingTo("halting");
    long start = System.nanoTime();
    Outcome outcome = Outcome.NONE;
    int killed = 0;
    try {
      for (String step : steps) {
        TestedRun dying = run.with(HaltingFiles.options(step));
        try (DriverProcess driver = dying.start("dying" + killed, "--checkpoint-rounds", "1")) {
          DriverProcess.Finished finished = driver.finish();
          assertThat(finished.status()).as(step + finished.err()).isEqualTo(HaltingFiles.STATUS);
          killed++;
        }
      }
      TestedRun last = run.with(HaltingFiles.options(""));
      try (DriverProcess driver = last.start("last", "--checkpoint-rounds", "1")) {
        DriverProcess.Finished finished = driver.finish();
        outcome = outcome(last, finished);
        assertThat(outcome).as(finished.err()).isEqualTo(expected);
      }
    } finally {
      String happened = killed + " drivers ended in the middle of saving: before they ";
      TABLE.add(name, outcome, seconds(start), happened + steps(steps), expected);
    }
  }

  private static String steps(String... steps) {
    return List.of(steps).stream()
        .map(step -> step.replaceAll(" .*/", " ").replaceAll("[\\[\\]*]", ""))
        .collect(Collectors.joining(", "));
  }
}
