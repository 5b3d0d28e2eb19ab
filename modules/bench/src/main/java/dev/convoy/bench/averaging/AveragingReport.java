package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.bench.chart.LineChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Puts the results of the study into a document, between two marks for each model, and draws a plot
 * beside it where there is a line to draw.
 */
public final class AveragingReport {
  private static final int LEAST_POINTS = 3;

  /** What is 12 below the best would press the rest together. */
  private static final LineChart.Scale ACCURACY = new LineChart.Scale("test accuracy, %", 100, 12);

  private AveragingReport() {}

  /** Arguments: the results, the document, the number of epochs, and the models. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 4) {
      System.err.println("averaging-report: RESULTS DOCUMENT EPOCHS MODEL…");
      System.exit(2);
    }
    Collection<JsonNode> lines = new Results(Path.of(arguments[0])).lines().values();
    Path document = Path.of(arguments[1]);
    String text = Files.readString(document);
    for (int i = 3; i < arguments.length; i++) {
      String model = arguments[i];
      Summary summary = Summary.of(lines, model, Integer.parseInt(arguments[2]));
      if (summary.workers().isEmpty()) {
        System.err.println("averaging-report: no results of " + model);
        continue;
      }
      String shown = summary.table();
      LineChart plot = plot(model + " after " + arguments[2] + " epochs", summary);
      if (!plot.isEmpty()) {
        String file = "averaging-" + model + ".png";
        Files.write(document.resolveSibling(file), plot.png());
        shown = "![%s](%s)\n\n%s".formatted(model, file, shown);
      }
      text = between(text, model, shown);
    }
    Files.writeString(document, text);
  }

  /** Options that were tried with one or two numbers of workers are no line. */
  private static LineChart plot(String title, Summary summary) {
    LineChart chart = new LineChart(title, "workers", ACCURACY, List.copyOf(summary.workers()));
    summary
        .accuracies()
        .forEach(
            (options, tried) -> {
              if (tried.size() >= LEAST_POINTS) {
                chart.add(
                    options.isEmpty() ? "defaults" : options,
                    summary.workers().stream()
                        .map(workers -> summary.mean(options, workers))
                        .toList());
              }
            });
    return chart;
  }

  private static String between(String text, String model, String table) {
    String start = "<!-- " + model + " -->\n";
    String end = "<!-- end of " + model + " -->";
    int from = text.indexOf(start);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("the document lacks the marks " + start.strip() + end);
    }
    return text.substring(0, from + start.length()) + table + text.substring(to);
  }
}
