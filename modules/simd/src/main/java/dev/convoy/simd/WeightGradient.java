package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import java.util.List;

/**
 * The weight gradient of a sliding window. The rows of the product are the taps of a filter line
 * and their channels, the chain runs over output positions, and over several small images in a row.
 */
final class WeightGradient {
  /** Chains shorter than this take in further images. */
  private static final int LONG_CHAIN = 256;

  private final Rearrangement grid;
  private final PanelProduct product;
  private final int rows;
  private final int inputSize;
  private final int positions;
  private final int outputChannels;
  private final int images;
  private final int slack;
  private final boolean direct;
  private final boolean packs;

  WeightGradient(Window window, int inputChannels, int outputChannels) {
    List<Axis> axes = window.axes();
    Axis depth = axes.get(0);
    Axis height = axes.get(1);
    Axis width = axes.get(2);
    int heightExtent = Sweep.forward(height).extent();
    int widthExtent = Sweep.forward(width).extent();
    this.outputChannels = outputChannels;
    this.positions = window.outputs();
    this.inputSize = window.inputs() * inputChannels;
    this.images = Math.max(1, LONG_CHAIN / positions);
    this.grid =
        new Rearrangement(
            Geometry.forward(window, inputChannels, outputChannels).sources(false), inputChannels);

    // taps that touch form one line of rows
    int touching = width.dilation() == 1 ? width.kernel() : 1;
    int lines = window.taps() / touching;
    int[] starts = new int[lines];
    int[] outs = new int[lines];
    for (int i = 0; i < lines; i++) {
      int tap = i * touching;
      int w = tap % width.kernel();
      int h = tap / width.kernel() % height.kernel();
      int d = tap / width.kernel() / height.kernel();
      int line = d * depth.dilation() * heightExtent + h * height.dilation();
      starts[i] = (line * widthExtent + w * width.dilation()) * inputChannels;
      outs[i] = tap * inputChannels * outputChannels;
    }
    this.rows = touching * inputChannels;

    int[] places = new int[images * positions];
    for (int i = 0; i < places.length; i++) {
      int position = i % positions;
      int w = position % width.output();
      int h = position / width.output() % height.output();
      int d = position / width.output() / height.output();
      int line = d * depth.stride() * heightExtent + h * height.stride();
      places[i] =
          i / positions * grid.size() + (line * widthExtent + w * width.stride()) * inputChannels;
    }
    this.product = new PanelProduct(places, 1, outputChannels, outputChannels, starts, outs);
    int least = PanelProduct.leastRows(outputChannels);
    this.direct = grid.isIdentity(inputSize) && rows >= least;
    this.slack = Math.max(0, least - rows);
    this.packs = !PanelProduct.isPanel(outputChannels);
  }

  /** Number of floats of scratch. */
  int scratchSize(int examples) {
    int most = Math.min(images, examples);
    int panels = packs ? most * positions * PanelProduct.paddedColumns(outputChannels) : 0;
    return Tile.MAX_SIZE + panels + (direct ? 0 : most * grid.size() + slack);
  }

  /** Adds the gradient of all examples to {@code dw}. */
  void add(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch) {
    int gridAt = Tile.MAX_SIZE;
    int most = Math.min(images, examples);
    int panelsAt = gridAt + (direct ? 0 : most * grid.size() + slack);
    if (!direct) {
      for (int i = 0; i < most; i++) {
        grid.clear(scratch, gridAt + i * grid.size());
      }
    }
    for (int first = 0; first < examples; first += images) {
      int count = Math.min(images, examples - first);
      int n = count * positions;
      int from = dyAt + first * positions * outputChannels;
      if (packs) {
        PanelProduct.pack(n, outputChannels, dy, from, scratch, panelsAt);
      }
      float[] panels = packs ? scratch : dy;
      int panel = packs ? panelsAt : from;
      if (direct) {
        int at = xAt + first * inputSize;
        product.add(rows, n, x, at, panels, panel, dw, dwAt, scratch, 0);
        continue;
      }
      for (int i = 0; i < count; i++) {
        int at = gridAt + i * grid.size();
        grid.copy(x, xAt + (first + i) * inputSize, scratch, at);
      }
      product.add(rows, n, scratch, gridAt, panels, panel, dw, dwAt, scratch, 0);
    }
  }
}
