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
  private final PaddedImage image;
  private final PanelProduct product;
  private final int filter;
  private final int width;
  private final int outputChannels;
  private final int slack;

  PatchGradient(PaddedImage image, int outputChannels) {
    this.image = image;
    this.outputChannels = outputChannels;
    this.filter = filterSize(image);
    this.width = PanelProduct.paddedColumns(filter);
    int[] rows = new int[image.places.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i * outputChannels;
    }
    this.product = new PanelProduct(rows, 1, filter, filter, new int[1], new int[1]);
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
        + filter * outputChannels
        + image.grid.size()
        + lineSize()
        + image.places.length * width
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
    int gridAt = sumAt + filter * outputChannels;
    int lineAt = gridAt + image.grid.size();
    int panelAt = lineAt + lineSize();
    int n = image.places.length;
    int copyAt = panelAt + n * width;
    reorder(false, dw, dwAt, scratch, sumAt);
    image.grid.clear(scratch, gridAt);
    for (int example = 0; example < examples; example++) {
      int from = dyAt + example * n * outputChannels;
      image.grid.copy(x, xAt + example * image.inputSize, scratch, gridAt);
      layOut(scratch, gridAt, lineAt, panelAt);
      if (slack > 0) {
        System.arraycopy(dy, from, scratch, copyAt, n * outputChannels);
      }
      product.add(
          outputChannels,
          n,
          slack > 0 ? scratch : dy,
          slack > 0 ? copyAt : from,
          scratch,
          panelAt,
          scratch,
          sumAt,
          scratch,
          0);
    }
    reorder(true, dw, dwAt, scratch, sumAt);
  }

  private void layOut(float[] scratch, int gridAt, int lineAt, int panelAt) {
    int step = image.step * image.lines.length;
    for (int p = 0; p < image.places.length; p++) {
      int column = p % image.positions;
      if (column == 0) {
        interleave(scratch, gridAt + image.places[p], lineAt);
      }
      int from = lineAt + column * step;
      int to = panelAt + p * width;
      for (int i = 0; i < width; i += Tile.LANES) {
        FloatVector.fromArray(Tile.SPECIES, scratch, from + i).intoArray(scratch, to + i);
      }
    }
  }

  private void interleave(float[] scratch, int from, int to) {
    int channels = image.channels;
    int lines = image.lines.length;
    for (int line = 0; line < lines; line++) {
      int source = from + image.lines[line];
      int target = to + line * channels;
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < image.extent; i++) {
          scratch[target + i * lines * channels + c] = scratch[source + i * channels + c];
        }
      }
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
        int to = sumAt + k * filter + column;
        if (back) {
          dw[at] = sum[to];
        } else {
          sum[to] = dw[at];
        }
      }
    }
  }
}
