package dev.convoy.simd;

import dev.convoy.kernel.WinogradTiles;

/**
 * The weight gradient by Winograd's algorithm: for each plane a product whose chain runs over
 * tiles, whose rows are input channels and whose columns are output channels. The sum is kept as
 * {@code [plane][input channel][output channel]} with output channels padded to whole vectors,
 * until all examples of a step are in it; transforming it back after each call would cost more than
 * is saved.
 */
final class WinogradGradient {
  /** What the values and gradients of a block may occupy: a part of the second-level cache. */
  private static final int BLOCK_FLOATS = 128 * 1024;

  private static final int MOST_TILES = 128;
  private static final int LEAST_TILES = 16;

  private final WinogradTiles tiles;
  private final WinogradImage image;
  private final WinogradImage gradientImage;
  private final WinogradBlock values;
  private final WinogradBlock gradients;
  private final PanelProduct product;
  private final int block;

  WinogradGradient(WinogradTiles tiles, int inputChannels, int outputChannels) {
    this.tiles = tiles;
    this.image = WinogradImage.values(tiles, inputChannels);
    this.gradientImage = WinogradImage.gradients(tiles, outputChannels);
    this.values = new WinogradBlock(inputChannels);
    this.gradients = new WinogradBlock(outputChannels);
    int fitting = BLOCK_FLOATS / (values.tile() + gradients.tile()) / Tile.MAX_ROWS * Tile.MAX_ROWS;
    this.block = Math.min(MOST_TILES, Math.max(LEAST_TILES, fitting));
    int[] taps = new int[block];
    for (int t = 0; t < block; t++) {
      taps[t] = t * values.tile();
    }
    this.product =
        new PanelProduct(taps, 1, gradients.plane(), gradients.plane(), new int[1], new int[1]);
  }

  private int block(int examples) {
    return (int) Math.min(block, (long) examples * tiles.count());
  }

  /** Number of floats of the sum. */
  int sumSize() {
    return Math.multiplyExact(WinogradTiles.PLANES, sumPlane());
  }

  private int sumPlane() {
    return Math.multiplyExact(values.channels(), gradients.plane());
  }

  /** Number of floats of scratch. */
  int scratchSize(int examples) {
    int most = block(examples);
    return Tile.MAX_SIZE
        + image.scratchSize()
        + gradientImage.scratchSize()
        + most * values.tile()
        + Tile.MAX_ROWS
        + most * WinogradTiles.PLANES * PanelProduct.paddedColumns(gradients.channels());
  }

  /** Adds the gradient of all examples to {@code sum}. */
  void add(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] sum,
      int sumAt,
      float[] scratch) {
    int most = block(examples);
    int imageAt = Tile.MAX_SIZE;
    int gradientImageAt = imageAt + image.scratchSize();
    int valuesAt = gradientImageAt + gradientImage.scratchSize();
    int gradientsAt = valuesAt + most * values.tile() + Tile.MAX_ROWS;
    int total = examples * tiles.count();
    image.clear(scratch, imageAt);
    gradientImage.clear(scratch, gradientImageAt);
    for (int first = 0; first < total; first += most) {
      int count = Math.min(most, total - first);
      int panels = count * PanelProduct.paddedColumns(gradients.channels());
      for (int t = 0; t < count; t++) {
        int example = (first + t) / tiles.count();
        int tile = (first + t) % tiles.count();
        int from = xAt + example * image.size();
        int gradientFrom = dyAt + example * gradientImage.size();
        if (tile == 0) {
          image.copy(x, from, scratch, imageAt);
          gradientImage.copy(dy, gradientFrom, scratch, gradientImageAt);
        }
        int i = tile / tiles.columns();
        int j = tile % tiles.columns();
        values.transformValues(
            image.direct() ? x : scratch,
            (image.direct() ? from : imageAt) + image.place(i, j),
            image.line(),
            scratch,
            valuesAt + t * values.tile());
        gradients.transformGradients(
            gradientImage.direct() ? dy : scratch,
            (gradientImage.direct() ? gradientFrom : gradientImageAt) + gradientImage.place(i, j),
            gradientImage.line(),
            count,
            t,
            scratch,
            gradientsAt,
            panels);
      }
      for (int plane = 0; plane < WinogradTiles.PLANES; plane++) {
        product.add(
            values.channels(),
            count,
            scratch,
            valuesAt + plane * values.plane(),
            scratch,
            gradientsAt + plane * panels,
            sum,
            sumAt + plane * sumPlane(),
            scratch,
            0);
      }
    }
  }

  /** Transforms the sum and adds it to the gradient of the weights. */
  void addSum(float[] sum, int sumAt, float[] dw, int dwAt) {
    int outputs = gradients.channels();
    int tap = values.channels() * outputs;
    for (int c = 0; c < values.channels(); c++) {
      int from = sumAt + c * gradients.plane();
      for (int k = 0; k < outputs; k++) {
        int to = dwAt + c * outputs + k;
        for (int column = 0; column < WinogradTiles.VALUES; column++) {
          fold(sum, from + k + column * sumPlane(), WinogradTiles.VALUES * sumPlane());
        }
        for (int line = 0; line < 3; line++) {
          int at = from + k + WinogradTiles.VALUES * line * sumPlane();
          fold(sum, at, sumPlane());
          dw[to + 3 * line * tap] += sum[at];
          dw[to + (3 * line + 1) * tap] += sum[at + sumPlane()];
          dw[to + (3 * line + 2) * tap] += sum[at + 2 * sumPlane()];
        }
      }
    }
  }

  /** Four sums become three in place. */
  private static void fold(float[] sum, int at, int step) {
    float s1 = sum[at + step];
    float s2 = sum[at + 2 * step];
    float half = (s1 + s2) * 0.5f;
    sum[at] += half;
    sum[at + step] = (s1 - s2) * 0.5f;
    sum[at + 2 * step] = sum[at + 3 * step] + half;
  }
}
