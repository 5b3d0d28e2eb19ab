package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Test accuracies of one model at the end of training, in per cent.
 *
 * @param workers the numbers of workers that were tried
 * @param accuracies by options and number of workers, one for each seed; NaN if it diverged
 */
record Summary(
    SortedSet<Integer> workers, SortedMap<String, Map<Integer, List<Double>>> accuracies) {
  private static final double PERCENT = 100;

  /** What the results say about a model. */
  static Summary of(Collection<JsonNode> lines, String model, int epochs) {
    SortedSet<Integer> workers = new TreeSet<>();
    SortedMap<String, Map<Integer, List<Double>>> accuracies = new TreeMap<>();
    for (JsonNode line : lines) {
      Cell cell = Cell.of(line);
      if (cell.model().equals(model) && cell.epochs() == epochs) {
        workers.add(cell.workers());
        accuracies
            .computeIfAbsent(cell.options(), options -> new TreeMap<>())
            .computeIfAbsent(cell.workers(), number -> new ArrayList<>())
            .add(atTheEnd(line));
      }
    }
    return new Summary(workers, accuracies);
  }

  private static double atTheEnd(JsonNode line) {
    JsonNode all = line.path("testAccuracy");
    return line.has("diverged") ? Double.NaN : PERCENT * all.path(all.size() - 1).asDouble();
  }

  /** The mean over seeds; NaN if there are none, or one diverged. */
  double mean(String options, int number) {
    return accuracies.get(options).getOrDefault(number, List.of()).stream()
        .mapToDouble(value -> value)
        .average()
        .orElse(Double.NaN);
  }

  /** A table in Markdown: options by workers. */
  String table() {
    StringBuilder table = new StringBuilder("| options of `train` |");
    workers.forEach(number -> table.append(' ').append(number).append(" |"));
    table.append("\n|---|").append("---:|".repeat(workers.size())).append('\n');
    for (String options : accuracies.keySet()) {
      table.append("| ").append(options.isEmpty() ? "none" : '`' + options + '`').append(" |");
      for (int number : workers) {
        table.append(' ').append(text(accuracies.get(options).get(number))).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String text(List<Double> values) {
    if (values == null) {
      return "";
    }
    double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
    if (Double.isNaN(mean)) {
      return "diverged";
    }
    double least = values.stream().mapToDouble(value -> value).min().orElseThrow();
    double most = values.stream().mapToDouble(value -> value).max().orElseThrow();
    return values.size() == 1
        ? String.format(Locale.ROOT, "%.2f", mean)
        : String.format(
            Locale.ROOT, "**%.2f** (%d: %.2f – %.2f)", mean, values.size(), least, most);
  }
}
