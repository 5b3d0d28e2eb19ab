package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Puts the results of the study into a document, between two marks for each model, and draws a plot
 * for each beside it.
 */
public final class AveragingReport {
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
      String title = model + ": test accuracy in % after " + arguments[2] + " epochs";
      String plot = "averaging-" + model + ".svg";
      text = between(text, model, "![%s](%s)\n\n%s".formatted(model, plot, summary.table()));
      Files.writeString(document.resolveSibling(plot), Plot.of(title, summary));
    }
    Files.writeString(document, text);
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
