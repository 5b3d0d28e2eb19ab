package dev.convoy.bench.curve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.bench.chart.LineChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Draws the test accuracy after each epoch of some runs, from the metrics in their directories. */
public final class LearningCurves {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double PERCENT = 100;

  private LearningCurves() {}

  /**
   * Arguments: the file to write, then run directories, each as {@code NAME=DIR} or {@code DIR}.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.err.println("plot-runs: FILE.png [NAME=]RUN-DIRECTORY…");
      System.exit(2);
    }
    try {
      byte[] chart = chart(List.of(arguments).subList(1, arguments.length)).png();
      Files.write(Path.of(arguments[0]), chart);
    } catch (IllegalArgumentException e) {
      System.err.println("plot-runs: " + e.getMessage());
      System.exit(2);
    }
  }

  /**
   * A line for each run.
   *
   * @throws IllegalArgumentException if there is nothing to draw of a run, or a name stands twice
   */
  static LineChart chart(List<String> arguments) throws IOException {
    Map<String, List<Double>> runs = new LinkedHashMap<>();
    for (String argument : arguments) {
      int end = Files.isDirectory(Path.of(argument)) ? -1 : argument.indexOf('=');
      Path run = Path.of(argument.substring(end + 1));
      String name =
          end < 0 ? run.toAbsolutePath().getFileName().toString() : argument.substring(0, end);
      if (runs.put(name, accuracies(run)) != null) {
        throw new IllegalArgumentException("name '" + name + "' must be given to one run only");
      }
    }
    int epochs = runs.values().stream().mapToInt(List::size).max().orElseThrow();
    LineChart chart = new LineChart("", "epoch", IntStream.rangeClosed(1, epochs).boxed().toList());
    runs.forEach(chart::add);
    return chart;
  }

  /** In per cent, of each epoch that is done. */
  private static List<Double> accuracies(Path run) throws IOException {
    Path metrics = run.resolve("metrics.jsonl");
    List<Double> accuracies = new ArrayList<>();
    for (String line : Files.exists(metrics) ? Files.readAllLines(metrics) : List.<String>of()) {
      JsonNode event = MAPPER.readTree(line);
      if (event.path("event").asText().equals("epoch")) {
        accuracies.add(PERCENT * event.path("testAccuracy").asDouble(Double.NaN));
      }
    }
    if (accuracies.stream().noneMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "run '" + run + "' must have metrics.jsonl with an epoch with test data");
    }
    return accuracies;
  }
}
