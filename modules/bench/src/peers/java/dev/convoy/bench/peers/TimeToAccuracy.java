package dev.convoy.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long Convoy on Spark {@code local[2]} and libtorch with two threads take from the
 * start of their process until the test accuracy reaches a target: everything included, start of
 * the JVM, reading, training, evaluation after each epoch. The same recipe on both sides, in turns.
 */
public final class TimeToAccuracy {
  private static final String USAGE =
      """
      compare-time-to-accuracy --data FOLDER [--model fashion-cnn] [--target 0.9] [--epochs 10]
                               [--batch 64] [--rate 0.02] [--momentum 0.9] [--runs 3]
                               [--write FILE]""";

  private static final double NANOSECONDS = 1e9;
  private static final String CORES = "2";

  private final Map<String, String> settings;
  private final ObjectMapper json = new ObjectMapper();

  private TimeToAccuracy(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * One run.
   *
   * @param seconds until the target was reached, or NaN
   * @param epochSeconds when each epoch's evaluation ended
   * @param accuracies after each epoch
   */
  private record Run(double seconds, List<Double> epochSeconds, List<Double> accuracies) {
    String text() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < accuracies.size(); i++) {
        text.append(i == 0 ? "" : ", ")
            .append(
                String.format(
                    Locale.ROOT, "%.2f at %.1f s", 100 * accuracies.get(i), epochSeconds.get(i)));
      }
      return text.toString();
    }
  }

  /** Runs the comparison. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> settings =
        new LinkedHashMap<>(
            Map.of(
                "--model",
                "fashion-cnn",
                "--target",
                "0.9",
                "--epochs",
                "10",
                "--batch",
                "64",
                "--rate",
                "0.02",
                "--momentum",
                "0.9",
                "--runs",
                "3",
                "--write",
                "",
                "--data",
                ""));
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length || !settings.containsKey(arguments[i])) {
        System.err.println(
            "compare-time-to-accuracy: '"
                + arguments[i]
                + "' is unknown or lacks a value\n"
                + USAGE);
        System.exit(2);
      }
      settings.put(arguments[i], arguments[i + 1]);
    }
    if (settings.get("--data").isEmpty()) {
      System.err.println("compare-time-to-accuracy: --data is missing\n" + USAGE);
      System.exit(2);
    }
    new TimeToAccuracy(settings).compare();
  }

  private void compare() throws IOException {
    Machine machine = Machine.here();
    String load = Machine.load();
    StringBuilder table =
        new StringBuilder("| run | side | seconds | test accuracy after each epoch |\n");
    table.append("|---:|---|---:|---|\n");
    List<Double> convoy = new ArrayList<>();
    List<Double> libtorch = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 1; i <= Integer.parseInt(settings.get("--runs")); i++) {
      Run ours = run(convoyCommand(i), Map.of());
      table.append(row(i, "Convoy", ours));
      Run theirs =
          run(libtorchCommand(), Map.of("OMP_NUM_THREADS", CORES, "MKL_NUM_THREADS", CORES));
      table.append(row(i, "libtorch", theirs));
      convoy.add(ours.seconds());
      libtorch.add(theirs.seconds());
      ratios.add(ours.seconds() / theirs.seconds());
    }
    String summary =
        String.format(
            Locale.ROOT,
            "Median time to %s: Convoy %.1f s, libtorch %.1f s; Convoy's by libtorch's %.2f (%.2f – %.2f).%n",
            settings.get("--target"),
            median(convoy),
            median(libtorch),
            median(ratios),
            Collections.min(ratios),
            Collections.max(ratios));
    System.out.println(summary);
    if (!settings.get("--write").isEmpty()) {
      Files.writeString(
          Path.of(settings.get("--write")), document(machine, load, table.toString(), summary));
    }
  }

  private String document(Machine machine, String load, String table, String summary) {
    return "# Time to accuracy, Convoy and libtorch on two cores\n\n"
        + "Written by `scripts/compare-time-to-accuracy` on "
        + LocalDate.now(ZoneOffset.UTC)
        + ".\n\nMachine: "
        + machine.text()
        + ".\nLoad average before the run: "
        + load
        + ", after it: "
        + Machine.load()
        + ".\n\n"
        + summary
        + "\n"
        + table
        + """

        Seconds count from the start of the process until the test accuracy was there: the JVM, Spark,
        reading, training, and an evaluation after each epoch. Convoy: `scripts/convoy --master
        'local[2]' train`, 2 workers, parameters averaged each epoch. libtorch 2.7.1 through DJL 0.35.1
        with 2 threads, one replica. Both: model %s, batches of %s, SGD with rate %s and momentum %s, the
        same first parameters and normalization, no augmentation.
        """
            .formatted(
                settings.get("--model"),
                settings.get("--batch"),
                settings.get("--rate"),
                settings.get("--momentum"));
  }

  private String row(int run, String side, Run result) {
    String row =
        String.format(
            Locale.ROOT, "| %d | %s | %.1f | %s |%n", run, side, result.seconds(), result.text());
    System.out.print(row);
    return row;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  private List<String> convoyCommand(int run) throws IOException {
    Path out = Files.createTempDirectory("convoy-time-to-accuracy").resolve("run-" + run);
    return List.of(
        "scripts/convoy",
        "--master",
        "local[" + CORES + "]",
        "train",
        "--json",
        "--data",
        settings.get("--data"),
        "--model",
        settings.get("--model"),
        "--out",
        out.toString(),
        "--workers",
        CORES,
        "--epochs",
        settings.get("--epochs"),
        "--batch-size",
        settings.get("--batch"),
        "--optimizer",
        "sgd:" + settings.get("--rate") + "," + settings.get("--momentum"));
  }

  private List<String> libtorchCommand() {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (String property : List.of("DJL_CACHE_DIR", "OPT_OUT_TRACKING", "ai.djl.offline")) {
      command.add("-D" + property + "=" + System.getProperty(property, ""));
    }
    command.add(TorchTraining.class.getName());
    command.addAll(
        List.of(
            settings.get("--model"),
            settings.get("--data"),
            settings.get("--epochs"),
            settings.get("--batch"),
            settings.get("--rate"),
            settings.get("--momentum"),
            CORES));
    return command;
  }

  /** Runs a process until its accuracy is there, then ends it. */
  private Run run(List<String> command, Map<String, String> environment) throws IOException {
    double target = Double.parseDouble(settings.get("--target"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    List<Double> seconds = new ArrayList<>();
    List<Double> accuracies = new ArrayList<>();
    long start = System.nanoTime();
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("{")) {
          continue;
        }
        JsonNode event = json.readTree(line);
        if (event.path("event").asText().equals("epoch")) {
          seconds.add((System.nanoTime() - start) / NANOSECONDS);
          accuracies.add(event.path("testAccuracy").asDouble());
          if (event.path("testAccuracy").asDouble() >= target) {
            return new Run(seconds.get(seconds.size() - 1), seconds, accuracies);
          }
        }
      }
      return new Run(Double.NaN, seconds, accuracies);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      process.onExit().join();
    }
  }
}
