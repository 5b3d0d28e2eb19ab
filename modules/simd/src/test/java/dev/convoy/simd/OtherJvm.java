package dev.convoy.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Java installation that tests start JVMs of.
 *
 * @param home its directory
 */
record OtherJvm(Path home) {
  private static final int TIME_LIMIT_SECONDS = 120;

  /** The installation that runs this test. */
  static OtherJvm current() {
    return new OtherJvm(Path.of(System.getProperty("java.home")));
  }

  /**
   * An installation of this feature version: the one that runs the test, one that the system
   * property {@code test.otherJdk} or the environment variable {@code CONVOY_JDKS} names (paths,
   * separated as in a class path), or one that is installed beside the one that runs the test.
   */
  static Optional<OtherJvm> ofVersion(int feature) throws IOException {
    if (Runtime.version().feature() == feature) {
      return Optional.of(current());
    }
    List<Path> homes = new ArrayList<>();
    for (String named :
        Arrays.asList(System.getProperty("test.otherJdk"), System.getenv("CONVOY_JDKS"))) {
      if (named != null && !named.isBlank()) {
        Stream.of(named.split(java.io.File.pathSeparator)).map(Path::of).forEach(homes::add);
      }
    }
    Path installations = current().home().getParent();
    if (installations != null) {
      try (Stream<Path> beside = Files.list(installations)) {
        beside.sorted().forEach(homes::add);
      }
    }
    return homes.stream().map(OtherJvm::new).filter(jdk -> jdk.isOfVersion(feature)).findFirst();
  }

  private boolean isOfVersion(int feature) {
    try {
      return Files.isExecutable(java())
          && Files.readString(home.resolve("release"))
              .lines()
              .anyMatch(line -> line.matches("JAVA_VERSION=\"" + feature + "(\\..*)?\""));
    } catch (IOException none) {
      return false;
    }
  }

  private Path java() {
    return home.resolve("bin").resolve("java");
  }

  /** What a class of the tests prints; fails unless it ends well and in time. */
  String run(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java().toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("other-jvm", ".txt");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertTrue(process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS), "still running");
      assertEquals(0, process.exitValue(), () -> options + ": " + output + read(errors));
      return output;
    } finally {
      process.destroyForcibly();
      Files.delete(errors);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
