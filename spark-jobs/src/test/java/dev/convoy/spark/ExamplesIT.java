package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.awt.image.BufferedImage;
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
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples compile against the shipped jar, and do what they say, as users run them. */
class ExamplesIT {
  private static final Path JAR = Path.of(System.getProperty("convoy.jar", "target/convoy.jar"));
  private static final Path SPARK_HOME = Path.of(System.getenv("SPARK_HOME"));
  private static final List<String> SOURCES =
      List.of(
          "../examples/train-in-java/src/main/java/example/TrainInJava.java",
          "../examples/predict/src/main/java/example/Predict.java");

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
                SOURCES.get(0),
                SOURCES.get(1));
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
    return start(
        name,
        "example.TrainInJava",
        folder.resolve("data").toString(),
        folder.resolve(run).toString(),
        String.valueOf(epochs));
  }

  private static DriverProcess start(String name, String mainClass, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(SPARK_HOME.resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--class", mainClass, "--jars", JAR.toString()));
    command.add(folder.resolve("example.jar").toString());
    command.addAll(List.of(arguments));
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
    float[] black = probabilities(List.of(resumed.get(1).replaceAll("[\\[\\]]", "").split(", ")));
    assertThat(output("again", "killed", epochs)).isEqualTo(resumed);
    assertThat(predicted(folder.resolve("killed"))).containsExactly(black, offset(0.0001f));
  }

  /** What the other example says of a black image, larger than the model's input. */
  private static float[] predicted(Path run) throws IOException, InterruptedException {
    Path image = folder.resolve("black.png");
    BufferedImage black = new BufferedImage(56, 56, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(black, "png", image.toFile())).isTrue();
    try (DriverProcess driver =
        start("predict", "example.Predict", run.toString(), image.toString())) {
      DriverProcess.Finished finished = driver.finish();
      assertThat(finished.status()).as(finished.err()).isZero();
      List<String> words = List.of(finished.out().get(0).split(" "));
      assertThat(words.get(0)).isEqualTo(image.toString());
      return probabilities(words.subList(1, words.size()));
    }
  }

  private static float[] probabilities(List<String> words) {
    float[] values = new float[words.size()];
    float sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(words.get(i));
      sum += values[i];
    }
    assertThat(values).hasSize(10);
    assertThat(sum).isBetween(0.999f, 1.001f);
    return values;
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
