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
    Map<String, List<Double>> runs = new LinkedHashMap<>();
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      int end = argument.indexOf('=');
      Path run = Path.of(argument.substring(end + 1));
      String name = end < 0 ? run.getFileName().toString() : argument.substring(0, end);
      runs.put(name, accuracies(run.resolve("metrics.jsonl")));
    }
    int epochs = runs.values().stream().mapToInt(List::size).max().orElseThrow();
    LineChart chart = new LineChart("", "epoch", IntStream.rangeClosed(1, epochs).boxed().toList());
    runs.forEach(chart::add);
    Files.write(Path.of(arguments[0]), chart.png());
  }

  /** In per cent, a line of the file each; NaN without test data. */
  private static List<Double> accuracies(Path metrics) throws IOException {
    List<Double> accuracies = new ArrayList<>();
    for (String line : Files.readAllLines(metrics)) {
      JsonNode event = MAPPER.readTree(line);
      if (event.path("event").asText().equals("epoch")) {
        accuracies.add(PERCENT * event.path("testAccuracy").asDouble(Double.NaN));
      }
    }
    return accuracies;
  }
}
