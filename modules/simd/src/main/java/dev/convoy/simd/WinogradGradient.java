package dev.convoy.simd;

import dev.convoy.kernel.WinogradTiles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

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

  private static final int TAPS = 3;
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
    return Math.multiplyExact(values.channels(), gradients.plane()) + WinogradBlock.LINE;
  }

  /** Number of floats of scratch. */
  int scratchSize(int examples) {
    int most = block(examples);
    return Tile.MAX_SIZE
        + image.scratchSize()
        + gradientImage.scratchSize()
        + most * values.tile()
        + Tile.MAX_ROWS
        + WinogradTiles.PLANES * panels(most);
  }

  /** Floats of the panels of a plane for so many tiles, and a cache line between planes. */
  private int panels(int count) {
    return count * PanelProduct.paddedColumns(gradients.channels()) + WinogradBlock.LINE;
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
      int panels = panels(count);
      if (PanelProduct.paddedColumns(gradients.plane()) != gradients.plane()) {
        Arrays.fill(scratch, gradientsAt, gradientsAt + WinogradTiles.PLANES * panels, 0f);
      }
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
    int line = WinogradTiles.VALUES * sumPlane();
    for (int c = 0; c < values.channels(); c++) {
      int from = sumAt + c * gradients.plane();
      for (int column = 0; column < WinogradTiles.VALUES; column++) {
        fold(gradients.plane(), sum, from + column * sumPlane(), line);
      }
      for (int i = 0; i < TAPS; i++) {
        fold(gradients.plane(), sum, from + i * line, sumPlane());
        for (int j = 0; j < TAPS; j++) {
          int to = dwAt + ((TAPS * i + j) * values.channels() + c) * gradients.channels();
          Rows.add(1, gradients.channels(), sum, from + i * line + j * sumPlane(), dw, to);
        }
      }
    }
  }

  /** Four rows of sums become three in place. */
  private static void fold(int count, float[] sum, int at, int step) {
    for (int i = at; i < at + count; i += Tile.LANES) {
      FloatVector s1 = FloatVector.fromArray(Tile.SPECIES, sum, i + step);
      FloatVector s2 = FloatVector.fromArray(Tile.SPECIES, sum, i + 2 * step);
      FloatVector half = s1.add(s2).mul(0.5f);
      FloatVector.fromArray(Tile.SPECIES, sum, i).add(half).intoArray(sum, i);
      FloatVector.fromArray(Tile.SPECIES, sum, i + 3 * step).add(half).intoArray(sum, i + 2 * step);
      s1.sub(s2).mul(0.5f).intoArray(sum, i + step);
    }
  }
}
