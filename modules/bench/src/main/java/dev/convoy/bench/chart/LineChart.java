package dev.convoy.bench.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Test accuracies in per cent at places in a row: a line for each series. */
public final class LineChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int MARKER = 6;
  private static final float STROKE = 2;

  /** What is this far below the best is cut off: it would press the rest together. */
  private static final double RANGE = 12;

  /** Okabe and Ito's colours, which colour-blind people can tell apart. */
  private static final Color[] COLOURS =
      Stream.of(0x000000, 0xe69f00, 0x56b4e9, 0x009e73, 0x0072b2, 0xd55e00, 0xcc79a7, 0x999999)
          .map(Color::new)
          .toArray(Color[]::new);

  private final List<Integer> places;
  private final CategoryChart chart;
  private double best = Double.NEGATIVE_INFINITY;
  private double worst = Double.POSITIVE_INFINITY;

  /**
   * A chart without lines yet.
   *
   * @param title of the whole
   * @param across what the places are
   * @param places from left to right, evenly spaced
   */
  public LineChart(String title, String across, List<Integer> places) {
    this.places = List.copyOf(places);
    this.chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(across)
            .yAxisTitle("test accuracy, %")
            .build();
    CategoryStyler styler = chart.getStyler();
    styler.setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setSeriesColors(COLOURS);
    styler.setOverlapped(true);
    styler.setMarkerSize(MARKER);
    styler.setLocale(Locale.ROOT);
  }

  /**
   * Adds a line.
   *
   * @param name not that of another line
   * @param accuracies of the first places, at most one for each; one that is not finite is a gap
   */
  public void add(String name, List<Double> accuracies) {
    List<Double> values = new ArrayList<>();
    for (double accuracy : accuracies) {
      values.add(Double.isFinite(accuracy) ? accuracy : null);
      if (Double.isFinite(accuracy)) {
        best = Math.max(best, accuracy);
        worst = Math.min(worst, accuracy);
      }
    }
    while (values.size() < places.size()) {
      values.add(null);
    }
    CategorySeries series = chart.addSeries(name, places, values);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setLineStyle(new BasicStroke(STROKE));
  }

  /** Whether there is nothing to draw. */
  public boolean isEmpty() {
    return worst > best;
  }

  /** The drawing of what is not empty. */
  public byte[] png() throws IOException {
    chart.getStyler().setYAxisMax(Math.ceil(best));
    chart.getStyler().setYAxisMin(Math.floor(Math.max(worst, best - RANGE)));
    return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
  }
}
