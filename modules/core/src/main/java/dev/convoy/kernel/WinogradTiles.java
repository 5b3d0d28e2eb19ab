package dev.convoy.kernel;

import java.util.List;

/**
 * The tiles of Winograd's algorithm F(2×2, 3×3): a tile is 2×2 results and sees 4×4 values. Tile
 * (i, j) of an image begins at result (2i, 2j) and at value (2i − top, 2j − left). Values outside
 * the image are zero; results outside it are dropped.
 *
 * @param inputHeight height of the image that is seen
 * @param inputWidth width of the image that is seen
 * @param outputHeight height of the result
 * @param outputWidth width of the result
 * @param top padding above the image, negative if its first lines are not seen
 * @param left padding before the image, negative if its first columns are not seen
 */
public record WinogradTiles(
    int inputHeight, int inputWidth, int outputHeight, int outputWidth, int top, int left) {
  /** Results along a side of a tile. */
  public static final int RESULTS = 2;

  /** Values along a side of a tile. */
  public static final int VALUES = 4;

  /** Products of a tile, each for a plane of its own. */
  public static final int PLANES = VALUES * VALUES;

  private static final int TAPS = 3;

  /** Whether a convolution has this form: two axes of three taps, stride 1 and dilation 1. */
  public static boolean fits(Window window) {
    return window.axes().size() == 2
        && window.axes().stream()
            .allMatch(axis -> axis.kernel() == TAPS && axis.stride() == 1 && axis.dilation() == 1);
  }

  /** The tiles of a forward pass, over y; the same serve the weight gradient. */
  public static WinogradTiles forward(Window window) {
    List<Axis> axes = axes(window);
    return new WinogradTiles(
        axes.get(0).input(),
        axes.get(1).input(),
        axes.get(0).output(),
        axes.get(1).output(),
        axes.get(0).padStart(),
        axes.get(1).padStart());
  }

  /** The tiles of an input gradient, over dx: the mirrored filter goes over dy. */
  public static WinogradTiles gradient(Window window) {
    List<Axis> axes = axes(window);
    return new WinogradTiles(
        axes.get(0).output(),
        axes.get(1).output(),
        axes.get(0).input(),
        axes.get(1).input(),
        TAPS - 1 - axes.get(0).padStart(),
        TAPS - 1 - axes.get(1).padStart());
  }

  private static List<Axis> axes(Window window) {
    if (!fits(window)) {
      throw new IllegalArgumentException(
          "winograd: needs two axes of 3 taps, stride 1 and dilation 1, not " + window.axes());
    }
    return window.axes();
  }

  /** Number of lines of tiles. */
  public int rows() {
    return (outputHeight + 1) / RESULTS;
  }

  /** Number of tiles in a line. */
  public int columns() {
    return (outputWidth + 1) / RESULTS;
  }

  /** Number of tiles of an image, counted line by line. */
  public int count() {
    return Math.multiplyExact(rows(), columns());
  }

  /** Positions of the image that is seen. */
  public int inputs() {
    return Math.multiplyExact(inputHeight, inputWidth);
  }

  /** Positions of the result. */
  public int outputs() {
    return Math.multiplyExact(outputHeight, outputWidth);
  }

  /** The position under value (i, j) of a tile, or {@link Window#PADDING}. */
  public int input(int tile, int i, int j) {
    int line = tile / columns() * RESULTS - top + i;
    int column = tile % columns() * RESULTS - left + j;
    boolean inside = line >= 0 && line < inputHeight && column >= 0 && column < inputWidth;
    return inside ? line * inputWidth + column : Window.PADDING;
  }

  /** The position of result (i, j) of a tile, or {@link Window#PADDING} if it is dropped. */
  public int output(int tile, int i, int j) {
    int line = tile / columns() * RESULTS + i;
    int column = tile % columns() * RESULTS + j;
    boolean inside = line < outputHeight && column < outputWidth;
    return inside ? line * outputWidth + column : Window.PADDING;
  }

  /** Whether the products are at most two thirds of the direct algorithm's. */
  boolean savesThird() {
    return 3L * PLANES * count() <= 2L * TAPS * TAPS * outputs();
  }
}
