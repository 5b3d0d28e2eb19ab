package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.convoy.model.json.ModelJson;
import dev.convoy.weights.ParametersHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers on disks that are really full: small ones in memory, mounted where only the driver sees
 * them. Skipped where the system does not let a user mount any.
 */
class FullDiskIT {
  private static final int EPOCHS = 30;
  private static final TinyModel.Settings SETTINGS =
      TinyModel.settings(
          300,
          "workers=2 batchSize=16 sync=steps:2 outer=nesterov seed=7 kernels=reference"
              + " optimizer=sgd:0.02,0.9");

  @TempDir private Path folder;

  @BeforeEach
  void writeTheModel() throws IOException {
    Files.writeString(folder.resolve("tiny.json"), ModelJson.write(TinyModel.model()));
  }

  /** Runs a script of the shell with the command line of a driver as its arguments. */
  private DriverProcess.Finished run(List<String> shell, String script, String out)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(shell);
    command.addAll(List.of("sh", "-c", script, folder.resolve("disk").toString()));
    command.add(Path.of(System.getenv("SPARK_HOME"), "bin", "spark-submit").toString());
    command.addAll(List.of("--driver-memory", "512m", "--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--master", "local[2]", "--class", "dev.convoy.spark.Convoy"));
    command.add(System.getProperty("convoy.jar", "target/convoy.jar"));
    command.addAll(List.of("train", "--data", "generated:300:12x12x1"));
    command.addAll(List.of("--model", folder.resolve("tiny.json").toString(), "--out", out));
    command.addAll(List.of("--epochs", String.valueOf(EPOCHS), "--batch-size", "16"));
    command.addAll(List.of("--workers", "2", "--sync", "steps:2", "--outer", "nesterov"));
    command.addAll(List.of("--seed", "7", "--kernels", "reference", "--resume", "--json"));
    command.addAll(List.of("--keep-checkpoints", "100"));
    Files.createDirectories(folder.resolve("disk"));
    try (DriverProcess driver = DriverProcess.start(folder, "driver", command)) {
      return driver.finish();
    }
  }

  private DriverProcess.Finished runWithDisk(String script, String out)
      throws IOException, InterruptedException {
    List<String> own = List.of("unshare", "--map-root-user", "--mount");
    List<String> trial = new ArrayList<>(own);
    trial.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", folder.toString()));
    assumeTrue(isPossible(trial));
    return run(own, script, out);
  }

  private static boolean isPossible(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertEndsAsIfNothingHadHappened(DriverProcess.Finished run)
      throws IOException {
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.lastEvent().get("parametersSha256").asText())
        .isEqualTo(ParametersHash.of(TinyModel.trainInProcess(SETTINGS, EPOCHS)));
    assertThat(run.err()).doesNotContain("\tat ", "Exception", "taking over", "watching for");
  }

  @Test
  void aFullDiskIsALineThatNamesTheFileAndTheRunGoesOnWhenThereIsRoom()
      throws IOException, InterruptedException {
    DriverProcess.Finished run =
        runWithDisk(
            "mount -t tmpfs -o size=600k tmpfs \"$0\"; \"$@\"; echo first: $? >&2;"
                + " \"$@\"; echo second: $? >&2;"
                + " mount -o remount,size=60m \"$0\"; exec \"$@\"",
            folder.resolve("disk/run").toString());

    assertEndsAsIfNothingHadHappened(run);
    assertThat(run.err().lines())
        .filteredOn(line -> line.startsWith("convoy train: "))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("/disk/run/")
                    .endsWith(
                        ": no space left on device; free some, then give the same command again,"
                            + " with --resume"));
    assertThat(run.err().lines()).contains("first: 1", "second: 1");
  }

  @Test
  void aFullDirectoryOfSparkIsALine() throws IOException, InterruptedException {
    DriverProcess.Finished run =
        runWithDisk(
            "mount -t tmpfs -o size=64k tmpfs \"$0\"; export SPARK_LOCAL_DIRS=\"$0\";"
                + " \"$@\"; echo first: $? >&2;"
                + " mount -o remount,size=60m \"$0\"; exec \"$@\"",
            folder.resolve("run").toString());

    assertEndsAsIfNothingHadHappened(run);
    assertThat(run.err().lines().filter(line -> line.startsWith("convoy train: ")))
        .containsExactly(
            "convoy train: Spark's local directory '"
                + folder.resolve("disk")
                + "' (SPARK_LOCAL_DIRS or spark.local.dir): no space left on device; free some,"
                + " then give the same command again, with --resume");
    assertThat(run.err().lines()).contains("first: 1");
  }

  @Test
  void aRunWhoseLogCannotBeWrittenHasItsModel() throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/dev/full")));

    DriverProcess.Finished run =
        run(
            List.of(),
            "\"$@\" > /dev/full 2> /dev/full; echo first: $? >&2; exec \"$@\"",
            folder.resolve("run").toString());

    assertThat(run.err().lines()).contains("first: 0");
    assertThat(run.err()).contains("run is complete");
    assertEndsAsIfNothingHadHappened(run);
  }
}
