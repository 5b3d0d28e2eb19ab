package dev.convoy.bench.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Values at places in a row: a line for each series. */
public final class LineChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int MARKER = 6;
  private static final float STROKE = 2;
  private static final float[] DASHES = {6, 4};
  private static final int MOST_LABELS = 20;

  /** Okabe and Ito's colours, which colour-blind people can tell apart. */
  private static final Color[] COLOURS =
      Stream.of(0x000000, 0xe69f00, 0x56b4e9, 0x009e73, 0x0072b2, 0xd55e00, 0xcc79a7, 0x999999)
          .map(Color::new)
          .toArray(Color[]::new);

  private final Scale scale;
  private final List<Integer> places;
  private final CategoryChart chart;
  private int lines;
  private double highest = Double.NEGATIVE_INFINITY;
  private double lowest = Double.POSITIVE_INFINITY;

  /**
   * The axis of the values.
   *
   * @param title what they are
   * @param limit that no value is above
   * @param range what is this far below the highest is cut off
   */
  public record Scale(String title, double limit, double range) {}

  /**
   * A chart without lines yet.
   *
   * @param title of the whole
   * @param across what the places are
   * @param scale of the values
   * @param places from left to right, evenly spaced
   */
  public LineChart(String title, String across, Scale scale, List<Integer> places) {
    this.scale = scale;
    this.places = List.copyOf(places);
    this.chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(across)
            .yAxisTitle(scale.title())
            .build();
    CategoryStyler styler = chart.getStyler();
    styler.setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setOverlapped(true);
    styler.setMarkerSize(MARKER);
    styler.setXAxisMaxLabelCount(MOST_LABELS);
    styler.setLocale(Locale.ROOT);
  }

  /**
   * Adds a line of a colour of its own.
   *
   * @param name not that of another line
   * @param values of the first places, at most one for each; one that is not finite is a gap
   */
  public void add(String name, List<Double> values) {
    lines++;
    CategorySeries series = series(name, values);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setLineStyle(new BasicStroke(STROKE));
  }

  /** Adds a dashed line of the colour of the last one; arguments as above. */
  public void addDashed(String name, List<Double> values) {
    CategorySeries series = series(name, values);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineStyle(
        new BasicStroke(STROKE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0));
  }

  private CategorySeries series(String name, List<Double> given) {
    List<Double> values = new ArrayList<>();
    for (double value : given) {
      values.add(Double.isFinite(value) ? value : null);
      if (Double.isFinite(value)) {
        highest = Math.max(highest, value);
        lowest = Math.min(lowest, value);
      }
    }
    while (values.size() < places.size()) {
      values.add(null);
    }
    Color colour = COLOURS[(lines - 1) % COLOURS.length];
    CategorySeries series = chart.addSeries(name, places, values);
    series.setLineColor(colour);
    series.setMarkerColor(colour);
    return series;
  }

  /** Whether there is nothing to draw. */
  public boolean isEmpty() {
    return lowest > highest;
  }

  /** The upper end of the axis. */
  public double top() {
    return Math.min(scale.limit(), Math.ceil(highest));
  }

  /** The lower end of the axis; below the upper one, or nothing would be drawn. */
  public double bottom() {
    return Math.min(Math.floor(Math.max(lowest, highest - scale.range())), top() - 1);
  }

  private BufferedImage image() {
    chart.getStyler().setYAxisMax(top());
    chart.getStyler().setYAxisMin(bottom());
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** The drawing of what is not empty. */
  public byte[] png() throws IOException {
    return png(List.of(this));
  }

  /** A drawing of charts that are not empty, one below the other. */
  public static byte[] png(List<LineChart> charts) throws IOException {
    BufferedImage all =
        new BufferedImage(WIDTH, HEIGHT * charts.size(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    for (int i = 0; i < charts.size(); i++) {
      graphics.drawImage(charts.get(i).image(), 0, i * HEIGHT, null);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(all, "png", bytes);
    return bytes.toByteArray();
  }
}
