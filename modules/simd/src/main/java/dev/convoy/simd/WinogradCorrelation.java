package dev.convoy.simd;

import dev.convoy.kernel.WinogradTiles;
import java.util.Arrays;

/**
 * A filter swept over images by Winograd's algorithm: the forward pass, and the input gradient. It
 * goes through tiles in blocks, so that their transformed values and products stay in the caches;
 * the rows of a product are the tiles of a block.
 */
final class WinogradCorrelation {
  /** What the values and products of a block may occupy: a part of the second-level cache. */
  private static final int BLOCK_FLOATS = 64 * 1024;

  private static final int MOST_TILES = 64;
  private static final int LEAST_TILES = 16;

  private final WinogradTiles tiles;
  private final WinogradFilter filter;
  private final WinogradImage image;
  private final WinogradBlock values;
  private final WinogradBlock products;
  private final PanelProduct product;
  private final int leastRows;
  private final int block;

  /**
   * Compiles a correlation.
   *
   * @param tiles where results are
   * @param filter the transformed weights
   */
  WinogradCorrelation(WinogradTiles tiles, WinogradFilter filter) {
    int channels = filter.mirrored() ? filter.outputs() : filter.inputs();
    int results = filter.mirrored() ? filter.inputs() : filter.outputs();
    this.tiles = tiles;
    this.filter = filter;
    this.image = WinogradImage.values(tiles, channels);
    this.values = new WinogradBlock(channels);
    this.products = new WinogradBlock(results);
    int[] taps = new int[channels];
    for (int c = 0; c < channels; c++) {
      taps[c] = c;
    }
    this.product =
        new PanelProduct(
            taps, values.tile(), products.plane(), products.tile(), new int[1], new int[1]);
    this.leastRows = PanelProduct.leastRows(products.plane());
    int fitting = BLOCK_FLOATS / (values.tile() + products.tile()) / Tile.MAX_ROWS * Tile.MAX_ROWS;
    this.block = Math.min(MOST_TILES, Math.max(LEAST_TILES, fitting));
  }

  private int block(int examples) {
    return (int) Math.min(block, (long) examples * tiles.count());
  }

  /** Number of floats of scratch. */
  int scratchSize(int examples) {
    int rows = block(examples);
    return Tile.MAX_SIZE
        + image.scratchSize()
        + products.tile()
        + Math.max(rows, leastRows) * values.tile()
        + rows * products.tile();
  }

  /** Adds the correlation of each example to {@code y}. */
  void add(
      int examples,
      float[] packed,
      int packedAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] scratch) {
    int most = block(examples);
    int imageAt = Tile.MAX_SIZE;
    int partAt = imageAt + image.scratchSize();
    int valuesAt = partAt + products.tile();
    int productsAt = valuesAt + Math.max(most, leastRows) * values.tile();
    int total = examples * tiles.count();
    image.clear(scratch, imageAt);
    for (int first = 0; first < total; first += most) {
      int count = Math.min(most, total - first);
      transform(first, count, x, xAt, scratch, imageAt, valuesAt);
      Arrays.fill(scratch, productsAt, productsAt + count * products.tile(), 0f);
      for (int plane = 0; plane < WinogradTiles.PLANES; plane++) {
        product.add(
            count,
            values.channels(),
            scratch,
            valuesAt + plane * values.plane(),
            packed,
            packedAt + plane * filter.planeSize(),
            scratch,
            productsAt + plane * products.plane(),
            scratch,
            0);
      }
      addResults(first, count, scratch, productsAt, partAt, y, yAt);
    }
  }

  private void transform(
      int first, int count, float[] x, int xAt, float[] scratch, int imageAt, int valuesAt) {
    int columns = tiles.columns();
    for (int t = 0; t < count; t++) {
      int example = (first + t) / tiles.count();
      int tile = (first + t) % tiles.count();
      int from = xAt + example * image.size();
      if (tile == 0) {
        image.copy(x, from, scratch, imageAt);
      }
      int place = image.place(tile / columns, tile % columns);
      int to = valuesAt + t * values.tile();
      if (image.direct()) {
        values.transformValues(x, from + place, image.line(), scratch, to);
      } else {
        values.transformValues(scratch, imageAt + place, image.line(), scratch, to);
      }
    }
  }

  private void addResults(
      int first, int count, float[] scratch, int productsAt, int partAt, float[] y, int yAt) {
    int columns = tiles.columns();
    int channels = products.channels();
    int line = tiles.outputWidth() * channels;
    boolean whole = channels % Tile.LANES == 0;
    for (int t = 0; t < count; t++) {
      int example = (first + t) / tiles.count();
      int tile = (first + t) % tiles.count();
      int i = tile / columns * WinogradTiles.RESULTS;
      int j = tile % columns * WinogradTiles.RESULTS;
      int from = productsAt + t * products.tile();
      int to = yAt + (example * tiles.outputs() + i * tiles.outputWidth() + j) * channels;
      int height = Math.min(WinogradTiles.RESULTS, tiles.outputHeight() - i);
      int width = Math.min(WinogradTiles.RESULTS, tiles.outputWidth() - j);
      if (whole && height * width == WinogradTiles.RESULTS * WinogradTiles.RESULTS) {
        products.addResults(scratch, from, y, to, channels, line);
      } else {
        addPart(height, width, scratch, from, partAt, y, to, line);
      }
    }
  }

  /** Adds some results of a tile by way of a copy. */
  private void addPart(
      int height, int width, float[] scratch, int from, int copy, float[] y, int to, int line) {
    int channels = products.channels();
    int column = products.plane();
    int row = WinogradTiles.RESULTS * column;
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        int at = copy + i * row + j * column;
        System.arraycopy(y, to + i * line + j * channels, scratch, at, channels);
      }
    }
    products.addResults(scratch, from, scratch, copy, column, row);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        int at = copy + i * row + j * column;
        System.arraycopy(scratch, at, y, to + i * line + j * channels, channels);
      }
    }
  }
}
