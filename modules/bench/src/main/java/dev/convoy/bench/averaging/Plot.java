package dev.convoy.bench.averaging;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws accuracy against the number of workers as SVG: a line for each set of options. */
final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int LEFT = 50;
  private static final int RIGHT = 470;
  private static final int TOP = 30;
  private static final int BOTTOM = 370;
  private static final int LINE = 18;
  private static final int LEAST_POINTS = 2;

  /** What is this far below the best is cut off: it would press the rest together. */
  private static final double RANGE = 12;

  /** Okabe and Ito's colours, which colour-blind people can tell apart. */
  private static final List<String> COLOURS =
      List.of(
          "#000000", "#e69f00", "#56b4e9", "#009e73", "#0072b2", "#d55e00", "#cc79a7", "#999999");

  private final Summary summary;
  private final StringBuilder svg = new StringBuilder();
  private final double most;
  private final double least;

  private Plot(Summary summary) {
    this.summary = summary;
    double[] means =
        summary.accuracies().entrySet().stream()
            .flatMapToDouble(
                entry ->
                    entry.getValue().keySet().stream()
                        .mapToDouble(number -> summary.mean(entry.getKey(), number)))
            .filter(mean -> !Double.isNaN(mean))
            .sorted()
            .toArray();
    this.most = Math.ceil(means[means.length - 1]);
    this.least = Math.floor(Math.max(means[0], most - RANGE));
  }

  /** The drawing; options that were tried with one number of workers are left out. */
  static String of(String title, Summary summary) {
    return new Plot(summary).draw(title);
  }

  private String draw(String title) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        WIDTH, HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    text(LEFT, TOP - LINE / 2, "start", title);
    for (double accuracy = least; accuracy <= most; accuracy++) {
      line(LEFT, y(accuracy), RIGHT, y(accuracy), "#dddddd", 1);
      text(LEFT - LINE / 3, y(accuracy) + LINE / 4.0, "end", "%.0f".formatted(accuracy));
    }
    for (int number : summary.workers()) {
      text(x(number), BOTTOM + LINE, "middle", Integer.toString(number));
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 2 * LINE, "middle", "workers");
    int drawn = 0;
    for (Map.Entry<String, Map<Integer, List<Double>>> entry : summary.accuracies().entrySet()) {
      if (entry.getValue().size() >= LEAST_POINTS) {
        series(entry.getKey(), COLOURS.get(drawn % COLOURS.size()), TOP + LINE * ++drawn);
      }
    }
    add("</svg>");
    return svg.toString();
  }

  private void series(String options, String colour, double legend) {
    StringBuilder points = new StringBuilder();
    for (int number : summary.workers()) {
      double mean = summary.mean(options, number);
      if (mean >= least) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(number), y(mean)));
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x(number), y(mean), colour);
      }
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        points.toString().strip(), colour);
    line(RIGHT + LINE, legend, RIGHT + 2 * LINE, legend, colour, 2);
    text(
        RIGHT + 2.5 * LINE, legend + LINE / 4.0, "start", options.isEmpty() ? "defaults" : options);
  }

  private double x(int number) {
    double steps = Math.log(summary.workers().last()) / Math.log(2);
    return LEFT + LINE + (RIGHT - LEFT - 2 * LINE) * Math.log(number) / Math.log(2) / steps;
  }

  private double y(double accuracy) {
    return BOTTOM - (BOTTOM - TOP) * (accuracy - least) / (most - least);
  }

  private void line(double x1, double y1, double x2, double y2, String colour, int width) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>",
        x1, y1, x2, y2, colour, width);
  }

  private void text(double x, double y, String anchor, String content) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, content);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
