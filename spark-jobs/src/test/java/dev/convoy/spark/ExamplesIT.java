package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples compile against the shipped jar, and do what they say, as users run them. */
class ExamplesIT {
  private static final Path JAR = Path.of(System.getProperty("convoy.jar", "target/convoy.jar"));
  private static final Path SPARK_HOME = Path.of(System.getenv("SPARK_HOME"));
  private static final Path SOURCE =
      Path.of("../examples/train-in-java/src/main/java/example/TrainInJava.java");

  /** Epochs that take longer than a test. */
  private static final int ENDLESS = 1_000_000;

  @TempDir private static Path folder;

  @BeforeAll
  static void compile() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    String spark;
    try (Stream<Path> jars = Files.list(SPARK_HOME.resolve("jars"))) {
      spark = jars.map(Path::toString).collect(Collectors.joining(":"));
    }
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                System.in,
                System.out,
                System.err,
                "-d",
                classes.toString(),
                "-cp",
                JAR + ":" + spark,
                SOURCE.toString());
    assertThat(errors).isZero();
    try (OutputStream out = Files.newOutputStream(folder.resolve("example.jar"));
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
    IdxFolder.write(folder.resolve("data"), 60);
  }

  private static DriverProcess train(String name, String run, int epochs) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(SPARK_HOME.resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--class", "example.TrainInJava", "--jars", JAR.toString()));
    command.add(folder.resolve("example.jar").toString());
    command.addAll(List.of(folder.resolve("data").toString(), folder.resolve(run).toString()));
    command.add(String.valueOf(epochs));
    return DriverProcess.start(folder, name, command);
  }

  private static List<String> output(String name, String run, int epochs)
      throws IOException, InterruptedException {
    try (DriverProcess driver = train(name, run, epochs)) {
      DriverProcess.Finished finished = driver.finish();
      assertThat(finished.status()).as(finished.err()).isZero();
      return finished.out();
    }
  }

  @Test
  void aRunFromJavaResumesAfterItWasKilledAndEndsLikeTheCommandLine()
      throws IOException, InterruptedException {
    Path checkpoints = folder.resolve("killed/checkpoints");
    try (DriverProcess killed = train("killed", "killed", ENDLESS)) {
      killed.await(() -> Files.exists(checkpoints) && newest(checkpoints) >= 2);
    }
    int epochs = newest(checkpoints) + 2;

    List<String> resumed = output("resumed", "killed", epochs);

    List<String> arguments =
        List.of(
            "train",
            "--data",
            folder.resolve("data").toString(),
            "--model",
            "lenet5",
            "--out",
            folder.resolve("command").toString(),
            "--workers",
            "2",
            "--batch-size",
            "16",
            "--epochs",
            String.valueOf(epochs),
            "--json");
    try (DriverProcess command =
        DriverProcess.start(folder, "command", List.of("--master", "local[2]"), arguments)) {
      String hash = command.finish().lastEvent().get("parametersSha256").asText();
      assertThat(resumed).first().isEqualTo(epochs + " epochs, SHA-256 " + hash);
    }
    String[] probabilities = resumed.get(1).replaceAll("[\\[\\]]", "").split(", ");
    double sum = 0;
    for (String probability : probabilities) {
      sum += Double.parseDouble(probability);
    }
    assertThat(probabilities).hasSize(10);
    assertThat(sum).isBetween(0.9999, 1.0001);
    assertThat(output("again", "killed", epochs)).isEqualTo(resumed);
  }

  private static int newest(Path checkpoints) throws IOException {
    try (Stream<Path> names = Files.list(checkpoints)) {
      return names
          .map(path -> path.getFileName().toString().replaceAll("^epoch-([0-9]+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .max()
          .orElse(0);
    }
  }
}
