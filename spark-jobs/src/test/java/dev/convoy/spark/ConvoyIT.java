package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.checkpoint.ParametersHash;
import dev.convoy.model.ModelJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
      new TinyModel.Settings(300, 2, 16, "epoch", "nesterov", "sgd:0.02,0.9", 7, "reference");
  private static final Path JAR = Path.of(System.getProperty("convoy.jar", "target/convoy.jar"));
  private static final Path SPARK_HOME = Path.of(System.getenv("SPARK_HOME"));
  private static final long MOST_SECONDS = 180;

  @TempDir private Path folder;

  /** What a process left behind. */
  private record Finished(int status, List<String> out, String err) {
    JsonNode lastEvent() throws IOException {
      return new ObjectMapper().readTree(out.get(out.size() - 1));
    }
  }

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

  private static List<String> sparkSubmit(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(SPARK_HOME.resolve("bin/spark-submit").toString());
    command.addAll(List.of("--driver-memory", "512m", "--conf", "spark.ui.enabled=false"));
    command.addAll(options);
    command.addAll(List.of("--class", "dev.convoy.spark.Convoy", JAR.toString()));
    command.addAll(arguments);
    return command;
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private Finished run(List<String> command) throws IOException, InterruptedException {
    Process process = start(command);
    try {
      boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
      String err = Files.readString(folder.resolve("err"));
      assertThat(ended).as("still running: %s%n%s", command, err).isTrue();
      return new Finished(process.exitValue(), Files.readAllLines(folder.resolve("out")), err);
    } finally {
      destroy(process);
    }
  }

  /** With its children: local-cluster starts executors. */
  private static void destroy(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
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

    Finished run = run(sparkSubmit(options, train(2, kernels)));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("Exception", "Kryo", "not registered");
    assertThat(run.out()).hasSize(3).allMatch(line -> line.startsWith("{\"event\":"));
    assertThat(run.lastEvent().get("parametersSha256").asText()).isEqualTo(expectedHash(2));
    assertThat(run.lastEvent().get("testAccuracy").isNumber()).isTrue();
  }

  @Test
  void aDriverThatIsKilledLosesAtMostTheEpochItWasIn() throws IOException, InterruptedException {
    List<String> options = List.of("--master", "local[2]");
    Process driver = start(sparkSubmit(options, train(1_000_000, "reference")));
    int epochs;
    try {
      Path first = folder.resolve("run/checkpoints/epoch-00002/manifest.json");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
      while (!Files.exists(first) && newestEpoch() < 2) {
        assertThat(driver.isAlive()).as(Files.readString(folder.resolve("err"))).isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.sleep(20);
      }
    } finally {
      destroy(driver);
      driver.waitFor();
    }
    // Two more than there are, of which one may have been half written.
    epochs = newestEpoch() + 2;
    assertThat(folder.resolve("run/manifest.json")).doesNotExist();

    Finished resumed = run(sparkSubmit(options, train(epochs, "reference")));

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
          .mapToInt(name -> Integer.parseInt(name.substring("epoch-".length())))
          .max()
          .orElse(0);
    }
  }

  @Test
  void theScriptPassesOptionsArgumentsAndTheExitStatusOn()
      throws IOException, InterruptedException {
    Path script = Path.of("..", "scripts", "convoy").toAbsolutePath().normalize();
    List<String> command = new ArrayList<>(List.of(script.toString(), "--master", "local[1]"));
    command.addAll(train(2, "auto"));
    command.set(command.indexOf("generated:300:12x12x1"), folder + "/no such data");

    Finished run = run(command);

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().filter(line -> line.startsWith("convoy train: ")))
        .containsExactly("convoy train: data '" + folder + "/no such data': no such folder");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(new File(folder.toFile(), "run")).doesNotExist();
  }
}
