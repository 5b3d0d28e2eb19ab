package dev.convoy.bench.peers;

import dev.convoy.bench.FmaPeak;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a measurement was taken on.
 *
 * @param processor its name
 * @param cores that the JVM sees
 * @param jdk the JVM's name and version
 * @param vectorBits width of the vectors that Convoy uses
 * @param peak GFLOP/s of fused multiply-adds on one core, measured now
 * @param commit of this project, with a mark if files differ from it
 */
record Machine(
    String processor, int cores, String jdk, int vectorBits, double peak, String commit) {
  private static final double GIGA = 1e9;

  /** This machine. */
  static Machine here() {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        FmaPeak.vectorBits(),
        FmaPeak.measure() / GIGA,
        commitName());
  }

  /** One line for a table's caption. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %s, vectors of %d bits, FMA peak of one core %.0f GFLOP/s, commit %s",
        processor,
        cores,
        jdk,
        vectorBits,
        peak,
        commit);
  }

  /** The load average over a minute. */
  static String load() {
    return firstLine(Path.of("/proc/loadavg")).split(" ")[0];
  }

  /** Its name and, as names of virtual processors say little, family and model. */
  private static String processorName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      Map<String, String> fields = new HashMap<>();
      lines
          .map(line -> line.split("\\s*:\\s*", 2))
          .filter(field -> field.length == 2)
          .forEach(field -> fields.putIfAbsent(field[0], field[1].strip()));
      return String.format(
          "%s (family %s, model %s)",
          fields.getOrDefault("model name", System.getProperty("os.arch")),
          fields.getOrDefault("cpu family", "?"),
          fields.getOrDefault("model", "?"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String commitName() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=10").start();
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.isBlank() ? "unknown" : answer.strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String firstLine(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
