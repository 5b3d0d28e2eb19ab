package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.model.json.ModelJson;
import dev.convoy.weights.ParametersHash;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shipped jar in processes of its own, as spark-submit starts it: the same bits as training in
 * this process, without Spark, on every kind of master and with vectors of every width. Slow: each
 * case starts one to four Java virtual machines.
 */
class ConvoyIT {
  private static final TinyModel.Settings SETTINGS =
      TinyModel.settings(
          300,
          "workers=2 batchSize=16 sync=epoch outer=nesterov seed=7 kernels=reference"
              + " optimizer=sgd:0.02,0.9");

  @TempDir private Path folder;

  @BeforeEach
  void writeTheModel() throws IOException {
    Files.writeString(folder.resolve("tiny.json"), ModelJson.write(TinyModel.model()));
  }

  private List<String> train(int epochs, String kernels) {
    return List.of(
        "train",
        "--data",
        "generated:300:12x12x1",
        "--model",
        folder.resolve("tiny.json").toString(),
        "--out",
        folder.resolve("run").toString(),
        "--epochs",
        String.valueOf(epochs),
        "--batch-size",
        "16",
        "--workers",
        "2",
        "--outer",
        "nesterov",
        "--seed",
        "7",
        "--kernels",
        kernels,
        "--resume",
        "--json");
  }

  private DriverProcess.Finished run(List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    try (DriverProcess driver = DriverProcess.start(folder, "run", options, arguments)) {
      return driver.finish();
    }
  }

  private static String expectedHash(int epochs) {
    return ParametersHash.of(TinyModel.trainInProcess(SETTINGS, epochs));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local[1]; reference; 64",
        "local[2]; simd; 16",
        "local[2]; simd; 32",
        "local[2]; simd; 64",
        "local-cluster[2,1,1024]; auto; 64"
      })
  void everyMasterEveryKernelAndEveryWidthOfVectorsTrainToTheSameBits(
      String master, String kernels, int vectorBytes) throws IOException, InterruptedException {
    List<String> options =
        List.of("--master", master, "--driver-java-options", "-XX:MaxVectorSize=" + vectorBytes);

    DriverProcess.Finished run = run(options, train(2, kernels));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("Exception", "Kryo", "not registered");
    assertThat(run.out()).hasSize(3).allMatch(line -> line.startsWith("{\"event\":"));
    assertThat(run.lastEvent().get("parametersSha256").asText()).isEqualTo(expectedHash(2));
    assertThat(run.lastEvent().get("testAccuracy").isNumber()).isTrue();
  }

  /** See docs/guide/cluster.md. */
  @Test
  void anEncryptedClusterTrainsToTheSameBits() throws IOException, InterruptedException {
    List<String> options =
        List.of(
            "--master",
            "local-cluster[2,1,1024]",
            "--conf",
            "spark.authenticate=true",
            "--conf",
            "spark.authenticate.secret=only for this test",
            "--conf",
            "spark.network.crypto.enabled=true",
            "--conf",
            "spark.io.encryption.enabled=true");
    List<String> arguments = new ArrayList<>(train(2, "auto"));
    arguments.addAll(List.of("--reduce", "shuffle"));

    DriverProcess.Finished run = run(options, arguments);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("Exception");
    assertThat(run.lastEvent().get("parametersSha256").asText()).isEqualTo(expectedHash(2));
  }

  @Test
  void aDriverThatIsKilledLosesAtMostTheEpochItWasIn() throws IOException, InterruptedException {
    List<String> options = List.of("--master", "local[2]");
    try (DriverProcess driver =
        DriverProcess.start(folder, "killed", options, train(1_000_000, "reference"))) {
      driver.await(() -> newestEpoch() >= 2);
    }
    // Two more than there are, of which one may have been half written.
    int epochs = newestEpoch() + 2;
    assertThat(folder.resolve("run/manifest.json")).doesNotExist();

    DriverProcess.Finished resumed = run(options, train(epochs, "reference"));

    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("going on after epoch ");
    assertThat(resumed.out()).hasSizeBetween(3, 4);
    assertThat(resumed.lastEvent().get("epochs").asInt()).isEqualTo(epochs);
    assertThat(resumed.lastEvent().get("parametersSha256").asText())
        .isEqualTo(expectedHash(epochs));
  }

  private int newestEpoch() throws IOException {
    Path checkpoints = folder.resolve("run/checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> epochs = Files.list(checkpoints)) {
      return epochs
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("epoch-"))
          .mapToInt(name -> Integer.parseInt(name.split("-")[1]))
          .max()
          .orElse(0);
    }
  }

  @Test
  void theScriptPassesOptionsArgumentsAndTheExitStatusOn()
      throws IOException, InterruptedException {
    Path script = Path.of("..", "scripts", "convoy").toAbsolutePath().normalize();
    // A note of the JVM's own, and its warning of incubator modules, of which the script lets only
    // the first through.
    List<String> command =
        new ArrayList<>(
            List.of(
                "env", "JDK_JAVA_OPTIONS=-Dnothing=1", script.toString(), "--master", "local[1]"));
    command.addAll(train(2, "auto"));
    command.set(command.indexOf("generated:300:12x12x1"), folder + "/no such data");

    DriverProcess.Finished run;
    try (DriverProcess driver = DriverProcess.start(folder, "script", command)) {
      run = driver.finish();
    }

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    String note = "NOTE: Picked up JDK_JAVA_OPTIONS: -Dnothing=1";
    assertThat(run.err().lines())
        .containsExactly(
            note, note, "convoy train: data '" + folder + "/no such data': no such folder");
    assertThat(new File(folder.toFile(), "run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"--version, convoy [0-9].*", "--help, Usage: convoy .*", "help train, Usage: .*"})
  void versionAndHelpNeedNoSparkSubmit(String question, String answer)
      throws IOException, InterruptedException {
    Path spark = Files.createDirectory(folder.resolve("spark"));
    Path jars = spark.resolve("jars");
    Files.createSymbolicLink(jars, Path.of(System.getenv("SPARK_HOME"), "jars").toAbsolutePath());
    Path script = Path.of("..", "scripts", "convoy").toAbsolutePath().normalize();
    List<String> command =
        new ArrayList<>(List.of("env", "SPARK_HOME=" + spark, script.toString()));
    command.addAll(List.of(question.split(" ")));

    DriverProcess.Finished run;
    try (DriverProcess driver = DriverProcess.start(folder, "question", command)) {
      run = driver.finish();
    }
    Files.delete(jars);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().get(0)).matches(answer);
  }
}
