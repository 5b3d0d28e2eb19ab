package dev.convoy.spark.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.model.json.ModelJson;
import dev.convoy.spark.DriverProcess;
import dev.convoy.spark.TinyModel;
import dev.convoy.weights.ParametersHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs as schedulers start them: by a plain spark-submit on a standalone master with two Workers,
 * with the driver here or in the cluster. Whatever happens to it, the run ends with the bits of one
 * without Spark. Slow: each case starts up to six Java virtual machines.
 */
class DeployModeIT {
  private static final TinyModel.Settings SETTINGS =
      TinyModel.settings(
          300,
          "workers=2 batchSize=16 sync=steps:2 outer=nesterov seed=7 kernels=reference"
              + " optimizer=sgd:0.02,0.9");

  private static final int FEW = 2;

  /** Epochs of a run that lasts until a test ends it. */
  private static final int ENDLESS = 1_000_000;

  private static final Pattern CHECKPOINT = Pattern.compile("epoch-([0-9]+).*");
  private static final long MOST_SECONDS = 600;

  /** A release of Spark as Python's users have it, if it was installed there. */
  private static final Path PYSPARK = Path.of("..", "target", "pyspark", "pyspark");

  @TempDir private static Path folder;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("tiny.json"), ModelJson.write(TinyModel.model()));
    cluster = withWorkers(new StandaloneCluster(folder.resolve("cluster")));
  }

  private static StandaloneCluster withWorkers(StandaloneCluster started) throws IOException {
    started.addWorker("127.0.0.1", 2, "2g", "");
    started.addWorker("127.0.0.1", 2, "2g", "");
    return started;
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private static String[] train(Path run, int epochs) {
    return new String[] {
      "train",
      "--data",
      "generated:300:12x12x1",
      "--model",
      folder.resolve("tiny.json").toString(),
      "--out",
      run.toString(),
      "--epochs",
      String.valueOf(epochs),
      "--batch-size",
      "16",
      "--workers",
      "2",
      "--sync",
      "steps:2",
      "--outer",
      "nesterov",
      "--seed",
      "7",
      "--resume",
      "--json"
    };
  }

  private static String expectedHash(int epochs) {
    return ParametersHash.of(TinyModel.trainInProcess(SETTINGS, epochs));
  }

  private static String hash(Path run) throws IOException {
    return ParametersHash.of(
        RunDirectory.read(FilePath.of(run.toString()), new LocalStorage(), line -> {})
            .parameters());
  }

  /** Gives a driver to the cluster, with no option but its memory, and returns its name. */
  private static String submit(
      StandaloneCluster to, Path spark, List<String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(List.of("--master", to.url(), "--deploy-mode", "cluster"));
    options.addAll(more);
    Set<String> before = to.driverStates().keySet();
    try (DriverProcess submit =
        DriverProcess.start(folder, "submit", spark, options, List.of(arguments))) {
      DriverProcess.Finished submitted = submit.finish();
      // Spark ends so whatever becomes of the driver.
      assertThat(submitted.status()).as(submitted.err()).isZero();
    }
    Set<String> drivers = new HashSet<>(to.driverStates().keySet());
    drivers.removeAll(before);
    assertThat(drivers).hasSize(1);
    return drivers.iterator().next();
  }

  private static String submit(List<String> more, String... arguments)
      throws IOException, InterruptedException {
    return submit(cluster, Path.of(System.getenv("SPARK_HOME")), more, arguments);
  }

  private static void await(String what, DriverProcess.Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waiting too long until " + what).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static void awaitState(StandaloneCluster of, String driver, String state)
      throws IOException, InterruptedException {
    List<String> underWay = List.of("SUBMITTED", "RUNNING", "RELAUNCHING");
    await(driver + " has ended", () -> !underWay.contains(of.driverStates().get(driver)));
    assertThat(of.driverStates().get(driver)).as(of.driverLog(driver)).isEqualTo(state);
  }

  /** Waits until a run has saved two epochs more than it had. */
  private static void awaitEpochs(Path run, int before) throws IOException, InterruptedException {
    await("there are checkpoints", () -> latest(run) >= before + 2);
  }

  /** The last epoch of which there is a checkpoint, perhaps one that is being written. */
  private static int latest(Path run) throws IOException {
    Path checkpoints = run.resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return 0;
    }
    try (Stream<Path> epochs = Files.list(checkpoints)) {
      return epochs
          .map(path -> CHECKPOINT.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
          .max()
          .orElse(0);
    }
  }

  @Test
  void aDriverInTheClusterTrainsToTheSameBitsAndIsCalledAfterTheRun()
      throws IOException, InterruptedException {
    Path run = folder.resolve("plain");

    String driver = submit(List.of(), train(run, FEW));

    awaitState(cluster, driver, "FINISHED");
    assertThat(hash(run)).isEqualTo(expectedHash(FEW));
    assertThat(cluster.driverLog(driver))
        .contains("kernels: simd")
        .doesNotContain("slow", "Exception", "\tat ");
    assertThat(cluster.applications())
        .contains("convoy train " + folder.resolve("tiny.json") + " → " + run);
  }

  @Test
  void aSupervisedDriverThatIsKilledGoesOnAndWhatItLeavesGoesOnInClientMode()
      throws IOException, InterruptedException {
    Path run = folder.resolve("supervised");
    String[] arguments = train(run, ENDLESS);
    arguments[4] = "tiny.json"; // by the name under which it travels
    String model = folder.resolve("tiny.json").toString();
    String driver = submit(List.of("--supervise", "--files", model), arguments);
    try {
      awaitEpochs(run, 0);

      assertThat(cluster.drivers()).hasSize(1).allMatch(ProcessHandle::destroyForcibly);

      awaitEpochs(run, latest(run));
      assertThat(cluster.driverLog(driver)).contains("going on after epoch ");
    } finally {
      // Whatever has failed, the cores are there for the next test.
      cluster.killDriver(driver);
    }
    awaitState(cluster, driver, "KILLED");
    await("its process has ended", () -> cluster.drivers().isEmpty());
    int epochs = latest(run) + 2;
    List<String> client = List.of("--master", cluster.url());
    try (DriverProcess third =
        DriverProcess.start(folder, "client", client, List.of(train(run, epochs)))) {
      DriverProcess.Finished finished = third.finish();
      assertThat(finished.status()).as(finished.err()).isZero();
      assertThat(finished.err()).contains("going on after epoch ");
      assertThat(finished.lastEvent().get("parametersSha256").asText())
          .isEqualTo(expectedHash(epochs));
    }
  }

  @Test
  void badInputIsTheLastLineAndASupervisedDriverIsNotStartedAgain()
      throws IOException, InterruptedException {
    String relative = submit(List.of("--supervise"), train(Path.of("runs", "mine"), FEW));

    awaitState(cluster, relative, "KILLED");
    assertThat(cluster.driverLog(relative).lines().toList())
        .last()
        .asString()
        .startsWith("convoy train: out 'runs/mine' is relative: with --deploy-mode cluster the");

    Path file = folder.resolve("file");
    Files.writeString(file, "not a run");
    String failed = submit(List.of(), train(file, FEW));

    awaitState(cluster, failed, "FAILED");
    assertThat(cluster.driverLog(failed).lines().toList())
        .last()
        .asString()
        .isEqualTo(
            "convoy train: run directory " + file + ": is a file, must be a directory or absent");
    assertThat(cluster.driverLog(failed)).doesNotContain("InvocationTargetException", "\tat ");
  }

  @Test
  void aReleaseOfSparkTrainsToTheSameBits() throws IOException, InterruptedException {
    assumeThat(PYSPARK).as("pip install --target target/pyspark 'pyspark==4.1.*'").exists();
    Path spark = PYSPARK.toRealPath();
    Path run = folder.resolve("release");
    try (StandaloneCluster release =
        withWorkers(new StandaloneCluster(folder.resolve("release-cluster"), spark))) {
      String driver = submit(release, spark, List.of(), train(run, FEW));

      awaitState(release, driver, "FINISHED");
      assertThat(hash(run)).isEqualTo(expectedHash(FEW));
    }
  }
}
