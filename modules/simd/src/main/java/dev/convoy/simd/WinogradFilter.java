package dev.convoy.simd;

import dev.convoy.kernel.WinogradTiles;
import java.util.Arrays;

/**
 * Weights transformed for Winograd's algorithm, for each plane in panels: a row for each channel
 * that comes in, a column for each that goes out. The mirrored filter of the input gradient has the
 * same values with channels exchanged and planes in another order.
 *
 * @param inputs input channels of the convolution
 * @param outputs output channels of the convolution
 * @param mirrored whether it is the filter of the input gradient
 */
record WinogradFilter(int inputs, int outputs, boolean mirrored) {
  /** Floats of the panels of a plane, and a cache line between planes. */
  int planeSize() {
    int size =
        mirrored
            ? Math.multiplyExact(outputs, PanelProduct.paddedColumns(inputs))
            : Math.multiplyExact(inputs, PanelProduct.paddedColumns(outputs));
    return size + WinogradBlock.LINE;
  }

  /** Floats of all planes. */
  int size() {
    return Math.multiplyExact(WinogradTiles.PLANES, planeSize());
  }

  /** Transforms the weights; the last panels are filled up with zeros. */
  void pack(float[] weights, int weightsAt, float[] packed, int packedAt) {
    int rows = mirrored ? outputs : inputs;
    int columns = mirrored ? inputs : outputs;
    if (PanelProduct.paddedColumns(columns) != columns) {
      Arrays.fill(packed, packedAt, packedAt + size(), 0f);
    }
    for (int column = 0; column < columns; ) {
      int width = Tile.vectors(columns - column) * Tile.LANES;
      int length = Math.min(width, columns - column);
      for (int row = 0; row < rows; row++) {
        int to = packedAt + rows * column + row * width;
        int from = weightsAt + (mirrored ? column * outputs + row : row * outputs + column);
        transform(length, weights, from, packed, to);
      }
      column += width;
    }
  }

  /** Transforms the filters of some columns of a row. */
  private void transform(int length, float[] weights, int at, float[] packed, int to) {
    int tap = inputs * outputs;
    int step = mirrored ? outputs : 1;
    int size = planeSize();
    int line = 4 * size;
    int first = mirrored ? 3 * line : 0;
    int last = mirrored ? 0 : 3 * line;
    for (int i = 0; i < length; i++) {
      int from = at + i * step;
      float g00 = weights[from];
      float g01 = weights[from + tap];
      float g02 = weights[from + 2 * tap];
      float g10 = weights[from + 3 * tap];
      float g11 = weights[from + 4 * tap];
      float g12 = weights[from + 5 * tap];
      float g20 = weights[from + 6 * tap];
      float g21 = weights[from + 7 * tap];
      float g22 = weights[from + 8 * tap];
      line(g00, g01, g02, packed, to + i + first, size);
      line(
          ((g00 + g20) + g10) * 0.5f,
          ((g01 + g21) + g11) * 0.5f,
          ((g02 + g22) + g12) * 0.5f,
          packed,
          to + i + line,
          size);
      line(
          ((g00 + g20) - g10) * 0.5f,
          ((g01 + g21) - g11) * 0.5f,
          ((g02 + g22) - g12) * 0.5f,
          packed,
          to + i + 2 * line,
          size);
      line(g20, g21, g22, packed, to + i + last, size);
    }
  }

  private void line(float g0, float g1, float g2, float[] packed, int at, int size) {
    packed[mirrored ? at + 3 * size : at] = g0;
    packed[at + size] = ((g0 + g2) + g1) * 0.5f;
    packed[at + 2 * size] = ((g0 + g2) - g1) * 0.5f;
    packed[mirrored ? at : at + 3 * size] = g2;
  }
}
