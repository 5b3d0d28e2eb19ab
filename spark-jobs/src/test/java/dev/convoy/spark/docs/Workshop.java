package dev.convoy.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.IdxFolder;
import dev.convoy.spark.ImageFolder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A folder in which a user follows the guide: {@code scripts/convoy}, small data sets under the
 * names of the guide, and a process that runs the commands.
 */
final class Workshop implements AutoCloseable {
  private static final Path JAR =
      Path.of(System.getProperty("convoy.jar", "target/convoy.jar")).toAbsolutePath();
  private static final Path SPARK_HOME = Path.of(System.getenv("SPARK_HOME"));
  private static final long MOST_SECONDS = 120;
  private static final int IMAGES = 60;
  private static final int CIFAR_IMAGES = 10;

  /** A real command line but for its epochs: two are enough to see that it works. */
  private static final String CONVOY =
      """
      #!/usr/bin/env bash
      words=("$@")
      [[ " $* " != *" train "* || " $* " == *" --epochs "* ]] || words+=(--epochs 2)
      exec 3<> "/dev/tcp/127.0.0.1/$CONVOY_PORT"
      printf '%s\\n' "${words[@]}" '' >&3
      read -r status <&3
      cat .out
      cat .err >&2
      exit "$status"
      """;

  private final Path folder;
  private final Process server;
  private final String port;

  Workshop(Path folder) throws IOException {
    this.folder = folder;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--") || option.startsWith("-XX:+Ignore"))
        .forEach(command::add);
    // as spark-submit does, for executors in processes of their own
    command.add("-Dspark.jars=" + JAR.toUri());
    command.addAll(List.of("-Xmx1g", "-cp"));
    command.add(classPath() + File.pathSeparator + Path.of("target/test-classes").toAbsolutePath());
    command.add(CommandServer.class.getName());
    this.server =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    this.port =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
  }

  private static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(SPARK_HOME.resolve("jars"))) {
      return JAR
          + File.pathSeparator
          + jars.map(jar -> jar.toAbsolutePath().toString())
              .collect(Collectors.joining(File.pathSeparator));
    }
  }

  /** Empties the folder and puts into it what a user has before a page. */
  void tidy() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder.resolve("scripts/recipes"));
    Path convoy = Files.writeString(folder.resolve("scripts/convoy"), CONVOY);
    assertThat(convoy.toFile().setExecutable(true)).isTrue();
    try (Stream<Path> recipes = Files.list(Markdown.ROOT.resolve("scripts/recipes"))) {
      for (Path recipe : recipes.toList()) {
        Files.copy(recipe, folder.resolve("scripts/recipes").resolve(recipe.getFileName()));
      }
    }
    for (String name : List.of("mine", "a", "b", "mnist", "fashion-mnist")) {
      IdxFolder.write(folder.resolve("data").resolve(name), IMAGES);
    }
    ImageFolder photos = ImageFolder.write(folder.resolve("photos"), IMAGES, IMAGES);
    Files.move(photos.images(), folder.resolve("data/photos"));
    Path cifar = Files.createDirectories(folder.resolve("data/cifar-10-batches-bin"));
    for (String name :
        List.of(
            "data_batch_1",
            "data_batch_2",
            "data_batch_3",
            "data_batch_4",
            "data_batch_5",
            "test_batch")) {
      Files.write(cifar.resolve(name + ".bin"), cifarFile());
    }
  }

  private static byte[] cifarFile() {
    int record = 1 + 32 * 32 * 3;
    byte[] bytes = new byte[CIFAR_IMAGES * record];
    new Random(1).nextBytes(bytes);
    for (int i = 0; i < CIFAR_IMAGES; i++) {
      bytes[i * record] = (byte) i;
    }
    return bytes;
  }

  /** A text of the guide with the paths and sizes of this folder. */
  static String scaled(String text) {
    return text.replace("/data/", "data/").replaceAll("--epochs \\d+", "--epochs 2");
  }

  void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), scaled(text));
  }

  /** Runs a script; fails with its output unless it ends with status 0. */
  void run(String where, String script) throws IOException, InterruptedException {
    Path log = folder.resolve(".log");
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-e", "-u", "-o", "pipefail", "-c", scaled(script))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    bash.environment().put("CONVOY_PORT", port);
    Process process = bash.start();
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as(where + " takes too long: " + Files.readString(log)).isTrue();
    assertThat(process.exitValue()).as(where + ":\n" + script + Files.readString(log)).isZero();
  }

  /** Compiles and runs a program. */
  void runProgram(String where, String name, String source)
      throws IOException, InterruptedException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path file = Files.writeString(folder.resolve(name + ".java"), scaled(source));
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                System.in,
                System.out,
                System.err,
                "-d",
                classes.toString(),
                "-cp",
                classPath(),
                file.toString());
    assertThat(errors).as(where + " does not compile (see the test's output):\n" + source).isZero();
    run(where, "scripts/convoy " + CommandServer.PROGRAM + " " + name);
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }
}
