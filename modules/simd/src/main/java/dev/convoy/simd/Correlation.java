package dev.convoy.simd;

/**
 * A filter swept over a padded grid of inputs: the forward pass of a convolution, and each phase of
 * its input gradient. The rows of the product are results side by side.
 *
 * <p>The grid is made in scratch in one of two forms. <em>Plain</em>: the padded image; a line of
 * results is a line of the product. <em>Unrolled</em>: for each offset of the innermost axis a copy
 * of the image that is as wide as the line of results, so that rows run on from line to line; it
 * costs copies and saves the partial tiles of narrow images.
 */
final class Correlation implements LinearPass {
  private final Filter filter;
  private final Rearrangement grid;
  private final PanelProduct product;
  private final int rows;
  private final int inputSize;
  private final int outputSize;
  private final int slack;
  private final boolean direct;

  /**
   * Compiles a correlation.
   *
   * @param geometry what is swept over what
   * @param transposed whether weights lie as {@code [tap][output][input]}
   */
  Correlation(Geometry geometry, boolean transposed) {
    Geometry merged = geometry.merged();
    int columns = merged.columns();
    boolean unrolled = merged.unrolls();
    this.inputSize = merged.inputPositions() * merged.inputChannels();
    this.outputSize = merged.outputPositions() * merged.outputChannels();
    this.filter =
        new Filter(
            merged.filterTaps(), merged.inputChannels(), merged.outputChannels(), transposed);
    this.grid = new Rearrangement(merged.sources(unrolled), merged.inputChannels());
    this.product = merged.product(unrolled);
    this.rows = merged.rows(unrolled);
    int least = PanelProduct.leastRows(columns);
    this.direct = grid.isIdentity(inputSize) && rows >= least;
    this.slack = Math.max(0, least - rows) * merged.rowStep(unrolled);
  }

  @Override
  public int packedSize() {
    return filter.size();
  }

  @Override
  public int scratchSize() {
    return Tile.MAX_SIZE + (direct ? 0 : grid.size() + slack);
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
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] scratch) {
    int n = filter.rows();
    if (!direct) {
      grid.clear(scratch, Tile.MAX_SIZE);
    }
    for (int example = 0; example < examples; example++) {
      int from = xAt + example * inputSize;
      int to = yAt + example * outputSize;
      if (direct) {
        product.add(rows, n, x, from, packed, packedAt, y, to, scratch, 0);
      } else {
        grid.copy(x, from, scratch, Tile.MAX_SIZE);
        product.add(rows, n, scratch, Tile.MAX_SIZE, packed, packedAt, y, to, scratch, 0);
      }
    }
  }
}
