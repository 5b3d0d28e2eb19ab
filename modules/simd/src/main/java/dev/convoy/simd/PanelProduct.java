package dev.convoy.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The one product that serves every pass: for each line, {@code c[r·ldc + j] += Σ_q a[r·step +
 * taps[q]] · b[q][j]} for some rows and all columns. {@code b} comes in panels, see {@link #pack};
 * a line has its own start in {@code a} and {@code c} and may use a part of the taps. The work of a
 * panel is done for all lines before the next, so that the panel stays in a cache.
 *
 * <p>Rows beyond the last may be read, never written: {@code a} must be readable for at least
 * {@link #leastRows} rows of each line. Columns beyond the last, where {@code b} is zero, are
 * written back as they were.
 */
final class PanelProduct {
  private final int[] taps;
  private final int[] steps;
  private final int step;
  private final int columns;
  private final int ldc;
  private final int[] starts;
  private final int[] outs;
  private final int[] firstTaps;
  private final int[] endTaps;

  /** A product whose lines use all taps. */
  PanelProduct(int[] taps, int step, int columns, int ldc, int[] starts, int[] outs) {
    this(taps, step, columns, ldc, starts, outs, new int[starts.length], full(taps, starts));
  }

  /**
   * Keeps the geometry.
   *
   * @param taps offsets in {@code a}, in the order of the chain
   * @param step distance of two rows in {@code a}
   * @param columns number of columns
   * @param ldc distance of two rows in {@code c}
   * @param starts for each line where its first row begins in {@code a}
   * @param outs for each line where its first row begins in {@code c}
   * @param firstTaps for each line the first tap
   * @param endTaps for each line the end of its taps
   */
  PanelProduct(
      int[] taps,
      int step,
      int columns,
      int ldc,
      int[] starts,
      int[] outs,
      int[] firstTaps,
      int[] endTaps) {
    this.taps = taps;
    this.steps = new int[taps.length];
    Arrays.fill(steps, step);
    this.step = step;
    this.columns = columns;
    this.ldc = ldc;
    this.starts = starts;
    this.outs = outs;
    this.firstTaps = firstTaps;
    this.endTaps = endTaps;
  }

  private static int[] full(int[] taps, int[] starts) {
    int[] ends = new int[starts.length];
    Arrays.fill(ends, taps.length);
    return ends;
  }

  /** Number of columns with those that fill the last panel. */
  static int paddedColumns(int columns) {
    int padded = 0;
    while (padded < columns) {
      padded += Tile.vectors(columns - padded) * Tile.LANES;
    }
    return padded;
  }

  /** Number of rows of each line that must be readable in {@code a}. */
  static int leastRows(int columns) {
    int rows = 0;
    for (int column = 0; column < columns; ) {
      int vectors = Tile.vectors(columns - column);
      rows = Math.max(rows, Tile.rows(vectors));
      column += vectors * Tile.LANES;
    }
    return rows;
  }

  /** The shapes of tile that so many columns use, for people. */
  static String describe(int columns) {
    int vectors = Tile.vectors(columns);
    return Tile.rows(vectors) + "×" + vectors;
  }

  /**
   * Packs {@code n} rows of contiguous columns into panels: the first columns of all rows, then the
   * next. The last panel is filled up with zeros.
   */
  static void pack(int n, int columns, float[] rows, int rowsAt, float[] panels, int panelsAt) {
    int to = panelsAt;
    for (int column = 0; column < columns; ) {
      int width = Tile.vectors(columns - column) * Tile.LANES;
      int length = Math.min(width, columns - column);
      int from = rowsAt + column;
      if (length == width) {
        for (int q = 0; q < n; q++) {
          System.arraycopy(rows, from + q * columns, panels, to + q * width, width);
        }
      } else {
        packPart(n, columns, rows, from, panels, to, length, width);
      }
      to += n * width;
      column += width;
    }
  }

  private static void packPart(
      int n, int columns, float[] rows, int from, float[] panels, int to, int length, int width) {
    int q = 0;
    for (int lane = 0; lane < width; lane += Tile.LANES) {
      int lanes = Math.max(0, Math.min(Tile.LANES, length - lane));
      int last = from + lane + Tile.LANES;
      VectorMask<Float> beyond =
          FloatVector.fromArray(Tile.SPECIES, Rows.LANE_NUMBERS, 0)
              .compare(VectorOperators.GE, (float) lanes);
      for (q = 0; q < n && last + q * columns <= rows.length; q++) {
        FloatVector.fromArray(Tile.SPECIES, rows, from + q * columns + lane)
            .blend(0f, beyond)
            .intoArray(panels, to + q * width + lane);
      }
    }
    for (; q < n; q++) {
      Arrays.fill(panels, to + q * width, to + (q + 1) * width, 0f);
      System.arraycopy(rows, from + q * columns, panels, to + q * width, length);
    }
  }

  /** Whether rows of so many columns are a panel as they stand. */
  static boolean isPanel(int columns) {
    return columns == Tile.vectors(columns) * Tile.LANES;
  }

  /**
   * Adds the product of the first {@code n} taps for {@code rows} rows of each line.
   *
   * @param panels {@code n} packed rows of {@code b}
   * @param tile at least {@link Tile#MAX_SIZE} floats that are overwritten
   */
  void add(
      int rows,
      int n,
      float[] a,
      int aAt,
      float[] panels,
      int panelsAt,
      float[] c,
      int cAt,
      float[] tile,
      int tileAt) {
    int panel = panelsAt;
    for (int column = 0; column < columns; ) {
      int vectors = Tile.vectors(columns - column);
      int width = vectors * Tile.LANES;
      int filled = Math.min(width, columns - column);
      int height = Tile.rows(vectors);
      for (int line = 0; line < starts.length; line++) {
        int first = firstTaps[line];
        int count = Math.min(n, endTaps[line]) - first;
        int b = panel + first * width;
        int start = aAt + starts[line];
        int out = cAt + outs[line] + column;
        int row = 0;
        int end = c.length - width - out;
        if (filled == width || end >= 0) {
          for (; row + height <= rows && (row + height - 1) * ldc <= end; row += height) {
            Tile.add(
                vectors,
                count,
                a,
                start + row * step,
                step,
                taps,
                steps,
                first,
                panels,
                b,
                c,
                out + row * ldc,
                ldc);
          }
        }
        for (; row < rows; row += height) {
          // a last tile reaches back over rows that are done, and drops them
          int back = Math.max(0, Math.min(row, row + height - rows));
          int from = start + (row - back) * step;
          int part = Math.min(height, rows - row);
          addPart(
              vectors,
              count,
              a,
              from,
              first,
              panels,
              b,
              c,
              out + row * ldc,
              back,
              part,
              filled,
              tile,
              tileAt);
        }
      }
      panel += n * width;
      column += width;
    }
  }

  /** Adds some rows and columns of a tile by way of a copy. */
  private void addPart(
      int vectors,
      int count,
      float[] a,
      int from,
      int first,
      float[] panels,
      int panel,
      float[] c,
      int out,
      int back,
      int rows,
      int filled,
      float[] tile,
      int tileAt) {
    // if rows touch, columns too many of a row are overwritten by the row after it
    int pitch = filled == ldc ? ldc : vectors * Tile.LANES;
    int at = tileAt + back * pitch;
    copyRows(rows, filled, c, out, ldc, tile, at, pitch);
    Tile.add(vectors, count, a, from, step, taps, steps, first, panels, panel, tile, tileAt, pitch);
    copyRows(rows, filled, tile, at, pitch, c, out, ldc);
  }

  private static void copyRows(
      int rows, int length, float[] from, int fromAt, int fromStep, float[] to, int at, int step) {
    if (fromStep == length && step == length) {
      System.arraycopy(from, fromAt, to, at, rows * length);
      return;
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, fromAt + r * fromStep, to, at + r * step, length);
    }
  }
}
