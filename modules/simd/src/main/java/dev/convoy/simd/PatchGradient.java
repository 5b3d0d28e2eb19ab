package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/**
 * A weight gradient with lanes over the taps and channels of a filter that fits into one panel, for
 * layers with few channels. The patches under the windows are laid out as rows of the panel; the
 * rows of the product are output channels.
 *
 * <p>To lay out a line of patches, the image lines that they cover are interleaved; then a patch is
 * contiguous, its taps ordered by column before line.
 */
final class PatchGradient implements WeightGradient {
  /** Positions that are laid out together: their panel stays in the first cache. */
  private static final int CHAIN = 112;

  private final PaddedImage image;
  private final PanelProduct product;
  private final int chain;
  private final int filter;
  private final int width;
  private final int outputChannels;
  private final int slack;

  PatchGradient(PaddedImage image, int outputChannels) {
    this.image = image;
    this.outputChannels = outputChannels;
    this.filter = filterSize(image);
    this.width = PanelProduct.paddedColumns(filter);
    this.chain = Math.max(1, CHAIN / image.positions) * image.positions;
    int[] rows = new int[chain];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i * outputChannels;
    }
    this.product = new PanelProduct(rows, 1, width, width, new int[1], new int[1]);
    this.slack = Math.max(0, PanelProduct.leastRows(filter) - outputChannels);
  }

  /** Whether a filter fits into one panel and its lines touch. */
  static boolean canDo(PaddedImage image) {
    int columns = filterSize(image);
    return image.touches
        && PanelProduct.paddedColumns(columns) == Tile.vectors(columns) * Tile.LANES;
  }

  private static int filterSize(PaddedImage image) {
    return image.lines.length * image.lineLength;
  }

  @Override
  public int scratchSize(int examples) {
    return Tile.MAX_SIZE
        + width * outputChannels
        + image.grid.size()
        + lineSize()
        + chain * width
        + (slack == 0 ? 0 : image.places.length * outputChannels + slack);
  }

  /** Floats of an interleaved line; a whole row of the panel is read from each place. */
  private int lineSize() {
    return image.extent * image.lines.length * image.channels + width;
  }

  @Override
  public void add(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch) {
    int sumAt = Tile.MAX_SIZE;
    int gridAt = sumAt + width * outputChannels;
    int lineAt = gridAt + image.grid.size();
    int panelAt = lineAt + lineSize();
    int positions = image.places.length;
    int copyAt = panelAt + chain * width;
    reorder(false, dw, dwAt, scratch, sumAt);
    image.grid.clear(scratch, gridAt);
    for (int example = 0; example < examples; example++) {
      int gradients = dyAt + example * positions * outputChannels;
      image.grid.copy(x, xAt + example * image.inputSize, scratch, gridAt);
      if (slack > 0) {
        System.arraycopy(dy, gradients, scratch, copyAt, positions * outputChannels);
      }
      for (int first = 0; first < positions; first += chain) {
        int n = Math.min(chain, positions - first);
        layOut(first, n, scratch, gridAt, lineAt, panelAt);
        product.add(
            outputChannels,
            n,
            slack > 0 ? scratch : dy,
            (slack > 0 ? copyAt : gradients) + first * outputChannels,
            scratch,
            panelAt,
            scratch,
            sumAt,
            scratch,
            0);
      }
    }
    reorder(true, dw, dwAt, scratch, sumAt);
  }

  private void layOut(int first, int count, float[] scratch, int gridAt, int lineAt, int panelAt) {
    int step = image.step * image.lines.length;
    for (int p = 0; p < count; p += image.positions) {
      interleave(scratch, gridAt + image.places[first + p], lineAt);
      copyRows(image.positions, scratch, lineAt, step, panelAt + p * width, width);
    }
  }

  private static void copyRows(
      int rows, float[] scratch, int from, int fromStep, int to, int width) {
    for (int column = 0; column < width; column += Tile.LANES) {
      for (int r = 0; r < rows; r++) {
        FloatVector.fromArray(Tile.SPECIES, scratch, from + r * fromStep + column)
            .intoArray(scratch, to + r * width + column);
      }
    }
  }

  private void interleave(float[] scratch, int from, int to) {
    int channels = image.channels;
    int step = image.lines.length * channels;
    for (int line = 0; line < image.lines.length; line++) {
      for (int c = 0; c < channels; c++) {
        int source = from + image.lines[line] + c;
        int target = to + line * channels + c;
        spread(image.extent, scratch, source, channels, target, step);
      }
    }
  }

  private static void spread(
      int count, float[] scratch, int from, int fromStep, int to, int toStep) {
    for (int i = 0; i < count; i++) {
      scratch[to + i * toStep] = scratch[from + i * fromStep];
    }
  }

  /** Copies the filter from its own order to that of patches, transposed, or back. */
  private void reorder(boolean back, float[] dw, int dwAt, float[] sum, int sumAt) {
    int channels = image.channels;
    int lines = image.lines.length;
    for (int i = 0; i < filter; i++) {
      int c = i % channels;
      int w = i / channels % (image.lineLength / channels);
      int line = i / image.lineLength;
      int column = (w * lines + line) * channels + c;
      for (int k = 0; k < outputChannels; k++) {
        int at = dwAt + i * outputChannels + k;
        int to = sumAt + k * width + column;
        if (back) {
          dw[at] = sum[to];
        } else {
          sum[to] = dw[at];
        }
      }
    }
  }
}
