package dev.convoy.simd;

/**
 * The weights of a {@link Correlation} in panels: a row for each tap and input channel, a column
 * for each merged result and output channel, zero where a merged result does not see the tap.
 */
final class Filter {
  private final int[][] taps;
  private final int inputs;
  private final int outputs;
  private final boolean transposed;

  /**
   * Keeps the geometry.
   *
   * @param taps for each tap and each merged result the tap of the weights, or −1
   * @param inputs input channels
   * @param outputs output channels
   * @param transposed whether weights lie as {@code [tap][output][input]}
   */
  Filter(int[][] taps, int inputs, int outputs, boolean transposed) {
    this.taps = taps;
    this.inputs = inputs;
    this.outputs = outputs;
    this.transposed = transposed;
  }

  /** Number of rows. */
  int rows() {
    return taps.length * inputs;
  }

  /** Number of columns. */
  int columns() {
    return taps[0].length * outputs;
  }

  /** Number of floats of the panels. */
  int size() {
    return Math.multiplyExact(rows(), PanelProduct.paddedColumns(columns()));
  }

  /** Writes the panels. */
  void pack(float[] weights, int weightsAt, float[] panels, int panelsAt) {
    int columns = columns();
    int panel = panelsAt;
    for (int first = 0; first < columns; ) {
      int width = Tile.vectors(columns - first) * Tile.LANES;
      for (int tap = 0; tap < taps.length; tap++) {
        int to = panel + tap * inputs * width;
        for (int lane = 0; lane < width; ) {
          int merged = (first + lane) / outputs;
          int output = (first + lane) % outputs;
          boolean inside = merged < taps[tap].length;
          int count = inside ? Math.min(width - lane, outputs - output) : width - lane;
          if (!inside || taps[tap][merged] < 0) {
            zero(panels, to + lane, width, count);
          } else {
            int from = weightsAt + taps[tap][merged] * inputs * outputs;
            copy(weights, from, output, panels, to + lane, width, count);
          }
          lane += count;
        }
      }
      panel += rows() * width;
      first += width;
    }
  }

  private void zero(float[] panels, int at, int width, int count) {
    for (int input = 0; input < inputs; input++) {
      for (int j = 0; j < count; j++) {
        panels[at + input * width + j] = 0f;
      }
    }
  }

  private void copy(
      float[] weights, int from, int output, float[] panels, int at, int width, int count) {
    if (!transposed) {
      for (int input = 0; input < inputs; input++) {
        System.arraycopy(
            weights, from + input * outputs + output, panels, at + input * width, count);
      }
      return;
    }
    for (int j = 0; j < count; j++) {
      int source = from + (output + j) * inputs;
      for (int input = 0; input < inputs; input++) {
        panels[at + input * width + j] = weights[source + input];
      }
    }
  }
}
