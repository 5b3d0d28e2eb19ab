package dev.convoy.simd;

/**
 * A weight gradient with lanes over output channels. The rows of the product are the taps of a
 * filter line and their channels, the chain runs over output positions, and over several small
 * images in a row.
 */
final class FilterLineGradient implements WeightGradient {
  /** Chains shorter than this take in further images. */
  private static final int LONG_CHAIN = 256;

  private final PaddedImage image;
  private final PanelProduct product;
  private final int outputChannels;
  private final int images;
  private final int slack;
  private final boolean direct;
  private final boolean packs;

  FilterLineGradient(PaddedImage image, int outputChannels) {
    this.image = image;
    this.outputChannels = outputChannels;
    int positions = image.places.length;
    this.images = Math.max(1, LONG_CHAIN / positions);
    int[] places = new int[images * positions];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / positions * image.grid.size() + image.places[i % positions];
    }
    int[] outs = new int[image.lines.length];
    for (int i = 0; i < outs.length; i++) {
      outs[i] = i * image.lineLength * outputChannels;
    }
    this.product = new PanelProduct(places, 1, outputChannels, outputChannels, image.lines, outs);
    int least = PanelProduct.leastRows(outputChannels);
    this.direct = image.grid.isIdentity(image.inputSize) && image.lineLength >= least;
    this.slack = Math.max(0, least - image.lineLength);
    this.packs = !PanelProduct.isPanel(outputChannels);
  }

  @Override
  public int scratchSize(int examples) {
    int most = Math.min(images, examples);
    int rows = most * image.places.length;
    int panels = packs ? rows * PanelProduct.paddedColumns(outputChannels) : 0;
    return Tile.MAX_SIZE + gridSize(most) + panels;
  }

  private int gridSize(int count) {
    return direct ? 0 : count * image.grid.size() + slack;
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
    int most = Math.min(images, examples);
    int gridAt = Tile.MAX_SIZE;
    int panelsAt = gridAt + gridSize(most);
    for (int i = 0; i < most && !direct; i++) {
      image.grid.clear(scratch, gridAt + i * image.grid.size());
    }
    for (int first = 0; first < examples; first += images) {
      int count = Math.min(images, examples - first);
      int n = count * image.places.length;
      int rowsAt = dyAt + first * image.places.length * outputChannels;
      int imagesAt = xAt + first * image.inputSize;
      if (packs) {
        PanelProduct.pack(n, outputChannels, dy, rowsAt, scratch, panelsAt);
      }
      for (int i = 0; i < count && !direct; i++) {
        int to = gridAt + i * image.grid.size();
        image.grid.copy(x, imagesAt + i * image.inputSize, scratch, to);
      }
      product.add(
          image.lineLength,
          n,
          direct ? x : scratch,
          direct ? imagesAt : gridAt,
          packs ? scratch : dy,
          packs ? panelsAt : rowsAt,
          dw,
          dwAt,
          scratch,
          0);
    }
  }
}
