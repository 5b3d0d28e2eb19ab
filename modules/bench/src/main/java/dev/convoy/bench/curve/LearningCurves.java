package dev.convoy.bench.curve;

import dev.convoy.bench.chart.LineChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws accuracy and loss in each epoch of some runs, from the metrics in their directories. */
public final class LearningCurves {
  private static final LineChart.Scale ACCURACY =
      new LineChart.Scale("accuracy, %", 100, Double.POSITIVE_INFINITY);
  private static final LineChart.Scale LOSS =
      new LineChart.Scale("loss", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  private static final double PERCENT = 100;

  private LearningCurves() {}

  /**
   * Arguments: the file to write, then run directories, each as {@code NAME=DIR} or {@code DIR}.
   */
  public static void main(String[] arguments) {
    try {
      Path file = Path.of(arguments[0]);
      if (!file.toString().endsWith(".png")) {
        throw new IllegalArgumentException(
            "file '" + file + "' must have a name that ends in .png");
      }
      byte[] drawing = LineChart.png(charts(List.of(arguments).subList(1, arguments.length)));
      try {
        Files.write(file, drawing);
      } catch (IOException e) {
        throw new IllegalArgumentException("file '" + file + "' cannot be written", e);
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("plot-runs: " + e.getMessage());
      System.exit(2);
    }
  }

  /**
   * Accuracies and below them losses, on test data a line for each run, in training a dashed one.
   *
   * @throws IllegalArgumentException if there is nothing to draw of a run, or a name stands twice
   */
  static List<LineChart> charts(List<String> arguments) throws IOException {
    Map<String, RunMetrics> runs = new LinkedHashMap<>();
    for (String argument : arguments) {
      int end = Files.isDirectory(Path.of(argument)) ? -1 : argument.indexOf('=');
      Path run = Path.of(argument.substring(end + 1));
      String name =
          end < 0 ? run.toAbsolutePath().getFileName().toString() : argument.substring(0, end);
      if (runs.put(name, RunMetrics.read(run)) != null) {
        throw new IllegalArgumentException("name '" + name + "' must be given to one run only");
      }
    }
    int epochs = runs.values().stream().mapToInt(RunMetrics::epochs).max().orElseThrow();
    List<Integer> places = IntStream.rangeClosed(1, epochs).boxed().toList();
    LineChart accuracy = new LineChart("", "epoch", ACCURACY, places);
    LineChart loss = new LineChart("", "epoch", LOSS, places);
    runs.forEach(
        (name, run) -> {
          accuracy.add(name, run.values("testAccuracy", PERCENT));
          accuracy.addDashed(name + ", training", run.values("trainAccuracy", PERCENT));
          loss.add(name, run.values("testLoss", 1));
          loss.addDashed(name + ", training", run.values("loss", 1));
        });
    return Stream.of(accuracy, loss).filter(chart -> !chart.isEmpty()).toList();
  }
}
