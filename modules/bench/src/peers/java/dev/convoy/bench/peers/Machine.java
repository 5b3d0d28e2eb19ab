package dev.convoy.bench.peers;

import dev.convoy.bench.FmaPeak;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

  private static String processorName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      List<String> fields =
          lines
              .limit(32)
              .filter(
                  line ->
                      line.startsWith("model name")
                          || line.startsWith("cpu family")
                          || line.startsWith("model\t"))
              .map(line -> line.replaceAll("\\s*:\\s*", " ").strip())
              .toList();
      return String.join(", ", fields).replace("model name ", "");
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
