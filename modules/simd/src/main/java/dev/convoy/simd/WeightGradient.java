package dev.convoy.simd;

import dev.convoy.kernel.Window;

/** The weight gradient of a sliding window. */
sealed interface WeightGradient permits FilterLineGradient, PatchGradient {
  /** What interleaving one value costs, in vector products. */
  int COPY = 8;

  /** Number of floats of scratch. */
  int scratchSize(int examples);

  /** Adds the gradient of all examples to {@code dw}. */
  void add(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch);

  /** Compiles the form that costs less. */
  static WeightGradient of(Window window, int inputChannels, int outputChannels) {
    PaddedImage image = new PaddedImage(window, inputChannels);
    int filter = image.lines.length * image.lineLength;
    int lineCost = image.lines.length * cost(image.lineLength, outputChannels);
    int patchCost = cost(outputChannels, filter) + image.lines.length * image.channels * COPY;
    return PatchGradient.canDo(image) && patchCost < lineCost
        ? new PatchGradient(image, outputChannels)
        : new FilterLineGradient(image, outputChannels);
  }

  /** Vector products for each step of a chain; a tile of one vector is limited by its loads. */
  private static int cost(int rows, int columns) {
    int cost = 0;
    for (int column = 0; column < columns; ) {
      int vectors = Tile.vectors(columns - column);
      int height = Tile.rows(vectors);
      cost += (rows + height - 1) / height * (vectors == 1 ? 12 : 16);
      column += vectors * Tile.LANES;
    }
    return cost;
  }
}
