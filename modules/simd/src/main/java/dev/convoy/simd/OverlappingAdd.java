package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import java.util.Arrays;
import java.util.List;

/**
 * The input gradient of a layer with few input channels: each output position adds a line of the
 * filter, times its gradients, to the inputs that it looks at. Lanes run over a filter line's taps
 * and input channels, which touch in the input; so no lane is idle where a {@link Correlation}
 * would have to merge results. The rows of the product are lines of the output, whose targets never
 * overlap.
 *
 * <p>For the order of the chain, filter lines descend and columns ascend. A few examples are
 * stacked with lines of zeros in between that fill the last tile.
 */
final class OverlappingAdd implements LinearPass {
  private static final int MAX_STACKED = 8;

  /** What a tile costs beside its products: it waits for what the one before has stored. */
  private static final int OVERHEAD = 90;

  /** What is stacked stays in the first cache. */
  private static final int MAX_FLOATS = 6 * 1024;

  private final Filter filter;
  private final Rearrangement grid;
  private final PanelProduct product;
  private final int inputSize;
  private final int outputSize;
  private final int stacked;
  private final int rows;
  private final int gradientPitch;
  private final int gradientSize;
  private final int gridPitch;
  private final int gridSize;
  private final long cost;

  OverlappingAdd(Window window, int inputChannels, int outputChannels) {
    Axis height = window.axes().get(1);
    Axis width = window.axes().get(2);
    int columns = width.kernel() * inputChannels;
    int lines = Sweep.forward(height).extent();
    int line = Sweep.forward(width).extent() * inputChannels;
    int pitch = (lines + height.stride() - 1) / height.stride();
    int gradientLine = width.output() * outputChannels;
    int tileRows = Tile.rows(Tile.vectors(columns));
    this.filter = new Filter(filterTaps(height, width), outputChannels, inputChannels, true);
    this.grid =
        new Rearrangement(Geometry.forward(window, inputChannels, 1).sources(false), inputChannels);
    this.inputSize = window.inputs() * inputChannels;
    this.outputSize = window.outputs() * outputChannels;
    this.gradientPitch = pitch * gradientLine;
    this.gridPitch = pitch * height.stride() * line;
    this.stacked = bestStack(height.output(), pitch, tileRows, gradientPitch + gridPitch);
    this.rows = rows(stacked, height.output(), pitch, tileRows);
    this.gradientSize = Math.max(rows * gradientLine, stacked * gradientPitch);
    int last = (height.kernel() - 1) * height.dilation() + rows * height.stride();
    this.gridSize = last * line + Tile.vectors(columns) * Tile.LANES;

    int[] taps = new int[height.kernel() * outputChannels];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = i % outputChannels;
    }
    int targets = height.kernel() * width.output();
    int[] starts = new int[targets];
    int[] outs = new int[targets];
    int[] firsts = new int[targets];
    int[] ends = new int[targets];
    for (int i = 0; i < targets; i++) {
      int tap = height.kernel() - 1 - i / width.output();
      int column = i % width.output();
      starts[i] = column * outputChannels;
      outs[i] = tap * height.dilation() * line + column * width.stride() * inputChannels;
      firsts[i] = tap * outputChannels;
      ends[i] = firsts[i] + outputChannels;
    }
    this.product =
        new PanelProduct(
            taps, gradientLine, columns, height.stride() * line, starts, outs, firsts, ends);
    int vectors = Tile.vectors(columns);
    long tile = (long) outputChannels * (vectors == 1 ? 12 : 16) + OVERHEAD;
    this.cost = targets * (rows / tileRows) * tile / stacked;
  }

  /** Whether a filter line fits into one panel and its taps touch. */
  static boolean canDo(Window window, int inputChannels) {
    List<Axis> axes = window.axes();
    Axis width = axes.get(2);
    int columns = width.kernel() * inputChannels;
    return axes.get(0).output() == 1
        && axes.get(0).kernel() == 1
        && axes.get(0).input() == 1
        && (width.dilation() == 1 || width.kernel() == 1)
        && columns <= Tile.vectors(columns) * Tile.LANES;
  }

  private static int[][] filterTaps(Axis height, Axis width) {
    int[][] taps = new int[height.kernel()][width.kernel()];
    for (int i = 0; i < height.kernel() * width.kernel(); i++) {
      taps[i / width.kernel()][i % width.kernel()] = i;
    }
    return taps;
  }

  private static int bestStack(int output, int pitch, int tileRows, int floats) {
    int best = 1;
    for (int count = 2; count <= MAX_STACKED && count * floats <= MAX_FLOATS; count++) {
      if (rows(count, output, pitch, tileRows) * best
          < rows(best, output, pitch, tileRows) * count) {
        best = count;
      }
    }
    return best;
  }

  /** Lines of so many stacked outputs, in full tiles. */
  private static int rows(int count, int output, int pitch, int tileRows) {
    int lines = (count - 1) * pitch + output;
    return (lines + tileRows - 1) / tileRows * tileRows;
  }

  /** Time for an example in vector products, see {@link Geometry#cost}. */
  long cost() {
    return cost;
  }

  @Override
  public int packedSize() {
    return filter.size();
  }

  @Override
  public int scratchSize() {
    return Tile.MAX_SIZE + gradientSize + gridSize;
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed, int packedAt) {
    filter.pack(weights, weightsAt, packed, packedAt);
  }

  @Override
  public void add(
      int examples,
      float[] packed,
      int packedAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      float[] scratch) {
    int gradientsAt = Tile.MAX_SIZE;
    int gridAt = gradientsAt + gradientSize;
    // stays zero between and behind the examples; what gathers in the grid's padding is never read
    Arrays.fill(scratch, gradientsAt, gridAt, 0f);
    for (int first = 0; first < examples; first += stacked) {
      int count = Math.min(stacked, examples - first);
      for (int i = 0; i < stacked; i++) {
        int to = gradientsAt + i * gradientPitch;
        if (i < count) {
          System.arraycopy(dy, dyAt + (first + i) * outputSize, scratch, to, outputSize);
          grid.copy(dx, dxAt + (first + i) * inputSize, scratch, gridAt + i * gridPitch);
        } else {
          Arrays.fill(scratch, to, to + outputSize, 0f);
        }
      }
      product.add(
          rows, filter.rows(), scratch, gradientsAt, packed, packedAt, scratch, gridAt, scratch, 0);
      for (int i = 0; i < count; i++) {
        grid.copyBack(scratch, gridAt + i * gridPitch, dx, dxAt + (first + i) * inputSize);
      }
    }
  }
}
