package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a {@link Correlation} sweeps over what, and which form of it costs least. No choice made
 * here changes bits.
 *
 * @param depth the outermost axis
 * @param height the middle axis
 * @param width the innermost axis, whose results may be merged
 * @param window the window of the convolution, of three axes
 * @param gradient whether the input is the gradient of the convolution's output
 * @param inputChannels channels of the input
 * @param outputChannels channels of the output
 */
record Geometry(
    Sweep depth,
    Sweep height,
    Sweep width,
    Window window,
    boolean gradient,
    int inputChannels,
    int outputChannels) {
  private static final int MAX_MERGED = 8;

  /** What a tile costs beside its products, in vector products. */
  private static final int TILE_OVERHEAD = 50;

  /** The same of a tile that is not full. */
  private static final int PARTIAL_OVERHEAD = 100;

  /** What copying a line costs, in vector products. */
  private static final int COPY = 16;

  /** Per cent by which unrolling must win, for it costs copies. */
  private static final int UNROLLING_MARGIN = 5;

  /** The geometry of a forward pass. */
  static Geometry forward(Window window, int inputChannels, int outputChannels) {
    List<Axis> axes = window.axes();
    return new Geometry(
        Sweep.forward(axes.get(0)),
        Sweep.forward(axes.get(1)),
        Sweep.forward(axes.get(2)),
        window,
        false,
        inputChannels,
        outputChannels);
  }

  /** The geometries of an input gradient, one for each phase of the strides. */
  static List<Geometry> gradient(Window window, int inputChannels, int outputChannels) {
    List<Geometry> phases = new ArrayList<>();
    for (Sweep depth : Sweep.gradient(window.axes().get(0))) {
      for (Sweep height : Sweep.gradient(window.axes().get(1))) {
        for (Sweep width : Sweep.gradient(window.axes().get(2))) {
          phases.add(
              new Geometry(depth, height, width, window, true, outputChannels, inputChannels));
        }
      }
    }
    return phases;
  }

  /** The geometry with as many results merged as pays. */
  Geometry merged() {
    Geometry best = this;
    for (int results = 2; results <= MAX_MERGED; results++) {
      if (width.canMerge(results) && results * outputChannels <= 4 * Tile.LANES) {
        Geometry candidate =
            new Geometry(
                depth,
                height,
                width.merge(results),
                window,
                gradient,
                inputChannels,
                outputChannels);
        if (candidate.cost() < best.cost()) {
          best = candidate;
        }
      }
    }
    return best;
  }

  /** Time for an example in vector products, of the cheaper form. */
  long cost() {
    return Math.min(cost(false), canUnroll() ? cost(true) : Long.MAX_VALUE);
  }

  /** Whether the unrolled form of the grid costs less. */
  boolean unrolls() {
    return canUnroll() && cost(true) * (100 + UNROLLING_MARGIN) / 100 < cost(false);
  }

  private boolean canUnroll() {
    return height.step() == 1
        && height.outStep() == 1
        && width.outStep() == width.merged()
        && width.positions() * width.outStep() == outputLength(2);
  }

  /**
   * Time of all tiles and copies in vector products. A tile of one vector is limited by its loads,
   * and one that is not full is copied.
   */
  private long cost(boolean unrolled) {
    int[] taps = tapsOfLines(unrolled);
    boolean contiguous = !unrolled || width.step() == 1;
    int copies = (unrolled ? width.offsets().length : 1) * depth.extent() * height.extent();
    long cost = (long) COPY * copies * (contiguous ? 1 : width.positions());
    for (int column = 0; column < columns(); ) {
      int vectors = Tile.vectors(columns() - column);
      int height = Tile.rows(vectors);
      long tiles = (rows(unrolled) + height - 1) / height;
      boolean full = columns() - column >= vectors * Tile.LANES;
      for (int line = 0; line < taps.length; line += 2) {
        int count = (taps[line + 1] - taps[line]) * (vectors == 1 ? 12 : 16);
        cost += tiles * (count + (full ? TILE_OVERHEAD : PARTIAL_OVERHEAD));
      }
      column += vectors * Tile.LANES;
    }
    return cost;
  }

  /** Columns of the product. */
  int columns() {
    return width.merged() * outputChannels;
  }

  /** Rows of a line of the product. */
  int rows(boolean unrolled) {
    return unrolled ? height.positions() * width.positions() : width.positions();
  }

  /** Distance of two rows in the grid. */
  int rowStep(boolean unrolled) {
    return (unrolled ? 1 : width.step()) * inputChannels;
  }

  /** Positions of the input. */
  int inputPositions() {
    return gradient ? window.outputs() : window.inputs();
  }

  /** Positions of the output. */
  int outputPositions() {
    return gradient ? window.inputs() : window.outputs();
  }

  private int inputLength(int axis) {
    return gradient ? window.axes().get(axis).output() : window.axes().get(axis).input();
  }

  private int outputLength(int axis) {
    return gradient ? window.axes().get(axis).input() : window.axes().get(axis).output();
  }

  /** For each tap and each merged result the tap of the weights, or −1. */
  int[][] filterTaps() {
    int heightTaps = window.axes().get(1).kernel();
    int widthTaps = window.axes().get(2).kernel();
    int[][] taps = new int[depth.taps().length * height.taps().length * width.taps().length][];
    int at = 0;
    for (int[] d : depth.taps()) {
      for (int[] h : height.taps()) {
        for (int[] w : width.taps()) {
          taps[at++] =
              Arrays.stream(w)
                  .map(tap -> tap < 0 ? -1 : (d[0] * heightTaps + h[0]) * widthTaps + tap)
                  .toArray();
        }
      }
    }
    return taps;
  }

  /** For each position of the grid the position of the input, or −1. */
  int[] sources(boolean unrolled) {
    int copies = unrolled ? width.offsets().length : 1;
    int line = unrolled ? width.positions() : width.extent();
    int[] sources = new int[copies * depth.extent() * height.extent() * line];
    int at = 0;
    for (int copy = 0; copy < copies; copy++) {
      for (int d = 0; d < depth.extent(); d++) {
        for (int h = 0; h < height.extent(); h++) {
          for (int w = 0; w < line; w++) {
            int column = unrolled ? w * width.step() + width.offsets()[copy] : w;
            sources[at++] =
                source(depth.lowest() + d, height.lowest() + h, width.lowest() + column);
          }
        }
      }
    }
    return sources;
  }

  private int source(int d, int h, int w) {
    boolean inside =
        d >= 0
            && d < inputLength(0)
            && h >= 0
            && h < inputLength(1)
            && w >= 0
            && w < inputLength(2);
    return inside ? (d * inputLength(1) + h) * inputLength(2) + w : -1;
  }

  /** The product over the grid. */
  PanelProduct product(boolean unrolled) {
    int line = unrolled ? width.positions() : width.extent();
    int copy = depth.extent() * height.extent() * line;
    int[] taps = new int[filterTaps().length * inputChannels];
    int at = 0;
    for (int d : depth.offsets()) {
      for (int h : height.offsets()) {
        for (int w = 0; w < width.offsets().length; w++) {
          int column = unrolled ? w * copy : width.offsets()[w];
          int position = (d * height.extent() + h) * line + column;
          for (int c = 0; c < inputChannels; c++) {
            taps[at++] = position * inputChannels + c;
          }
        }
      }
    }
    int lines = depth.positions() * (unrolled ? 1 : height.positions());
    int[] starts = new int[lines];
    int[] outs = new int[lines];
    for (int i = 0; i < lines; i++) {
      int d = unrolled ? i : i / height.positions();
      int h = unrolled ? 0 : i % height.positions();
      starts[i] = (d * depth.step() * height.extent() + h * height.step()) * line * inputChannels;
      int outDepth = depth.outStart() + d * depth.outStep();
      int outHeight = height.outStart() + h * height.outStep();
      outs[i] =
          ((outDepth * outputLength(1) + outHeight) * outputLength(2) + width.outStart())
              * outputChannels;
    }
    int[] ranges = tapsOfLines(unrolled);
    int[] firsts = new int[lines];
    int[] ends = new int[lines];
    for (int i = 0; i < lines; i++) {
      firsts[i] = ranges[2 * i];
      ends[i] = ranges[2 * i + 1];
    }
    int ldc = width.outStep() * outputChannels;
    return new PanelProduct(taps, rowStep(unrolled), columns(), ldc, starts, outs, firsts, ends);
  }

  /**
   * For each line of the product the first tap and the end of its taps. A gradient leaves out lines
   * of taps that lie on padding; a forward pass must not, for they take part.
   */
  private int[] tapsOfLines(boolean unrolled) {
    int lines = depth.positions() * (unrolled ? 1 : height.positions());
    int tapLine = width.offsets().length * inputChannels;
    int taps = depth.offsets().length * height.offsets().length * tapLine;
    int[] ranges = new int[2 * lines];
    for (int i = 0; i < lines; i++) {
      ranges[2 * i + 1] = taps;
      if (gradient && !unrolled && depth.offsets().length == 1) {
        int h = i % height.positions();
        ranges[2 * i] = height.firstInside(h) * tapLine;
        ranges[2 * i + 1] = Math.max(ranges[2 * i], height.endInside(h, inputLength(1)) * tapLine);
      }
    }
    return ranges;
  }
}
