package dev.convoy.simd;

import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import java.util.Set;

/**
 * A fully connected layer, or any convolution whose output positions see nothing in common: a
 * product of matrices whose rows are examples (and positions).
 */
final class SimdDense implements Convolution {
  /** Taps of a block: so much of a panel is reused from the first cache. */
  private static final int BLOCK = 512;

  /** Rows of a chain of the weight gradient that are done at once. */
  private static final int CHAIN = 64;

  private final int positions;
  private final int inputs;
  private final int outputs;
  private final Set<Pass> passes;
  private final Filter forwardFilter;
  private final Filter gradientFilter;
  private final PanelProduct forward;
  private final PanelProduct inputGradient;
  private final PanelProduct weightGradient;

  SimdDense(int positions, int inputs, int outputs, Set<Pass> passes) {
    this.positions = positions;
    this.inputs = inputs;
    this.outputs = outputs;
    this.passes = Set.copyOf(passes);
    int[][] one = {{0}};
    this.forwardFilter = new Filter(one, inputs, outputs, false);
    this.gradientFilter = new Filter(one, outputs, inputs, true);
    this.forward = blocked(inputs, outputs);
    this.inputGradient = blocked(outputs, inputs);
    this.weightGradient =
        new PanelProduct(multiples(CHAIN, inputs), 1, outputs, outputs, new int[1], new int[1]);
  }

  private static PanelProduct blocked(int inputs, int outputs) {
    int blocks = (inputs + BLOCK - 1) / BLOCK;
    int[] firsts = multiples(blocks, BLOCK);
    int[] ends = new int[blocks];
    for (int i = 0; i < blocks; i++) {
      ends[i] = Math.min(inputs, firsts[i] + BLOCK);
    }
    int[] taps = multiples(inputs, 1);
    return new PanelProduct(
        taps, inputs, outputs, outputs, new int[blocks], new int[blocks], firsts, ends);
  }

  private static int[] multiples(int count, int step) {
    int[] multiples = new int[count];
    for (int i = 0; i < count; i++) {
      multiples[i] = i * step;
    }
    return multiples;
  }

  @Override
  public int packedSize() {
    return forwardSize() + (passes.contains(Pass.INPUT_GRADIENT) ? gradientFilter.size() : 0);
  }

  private int forwardSize() {
    return passes.contains(Pass.FORWARD) ? forwardFilter.size() : 0;
  }

  @Override
  public int scratchSize(int examples) {
    int rows = examples * positions;
    int size = 0;
    if (passes.contains(Pass.FORWARD)) {
      size = PanelProduct.leastRows(outputs) * inputs;
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      size = Math.max(size, PanelProduct.leastRows(inputs) * outputs);
    }
    if (passes.contains(Pass.WEIGHT_GRADIENT)) {
      int chain = Math.min(rows, CHAIN);
      int panels = packs() ? chain * PanelProduct.paddedColumns(outputs) : 0;
      size = Math.max(size, panels + (copies() ? chain * inputs + Tile.MAX_ROWS : 0));
    }
    return size + Tile.MAX_SIZE;
  }

  /**
   * Floats of a copy of the rows, if they are fewer than a tile reads, as a last batch's may be.
   */
  private static int fewRows(int rows, int inputs, int outputs) {
    int least = PanelProduct.leastRows(outputs);
    return rows < least ? least * inputs : 0;
  }

  private boolean packs() {
    return !PanelProduct.isPanel(outputs);
  }

  private boolean copies() {
    return inputs < PanelProduct.leastRows(outputs);
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    if (passes.contains(Pass.FORWARD)) {
      forwardFilter.pack(weights, weightsAt, packed, 0);
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      gradientFilter.pack(weights, weightsAt, packed, forwardSize());
    }
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    add(forward, examples * positions, inputs, outputs, packed, 0, x, xAt, y, yAt, scratch);
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    int at = forwardSize();
    int rows = examples * positions;
    add(inputGradient, rows, outputs, inputs, packed, at, dy, dyAt, dx, dxAt, scratch);
  }

  private static void add(
      PanelProduct product,
      int rows,
      int inputs,
      int outputs,
      float[] packed,
      int packedAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] scratch) {
    if (fewRows(rows, inputs, outputs) == 0) {
      product.add(rows, inputs, x, xAt, packed, packedAt, y, yAt, scratch, 0);
    } else {
      System.arraycopy(x, xAt, scratch, Tile.MAX_SIZE, rows * inputs);
      product.add(rows, inputs, scratch, Tile.MAX_SIZE, packed, packedAt, y, yAt, scratch, 0);
    }
  }

  @Override
  public void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch) {
    int rows = examples * positions;
    int copyAt = Tile.MAX_SIZE;
    int panelsAt = copyAt + (copies() ? Math.min(rows, CHAIN) * inputs + Tile.MAX_ROWS : 0);
    for (int row = 0; row < rows; row += CHAIN) {
      int chain = Math.min(CHAIN, rows - row);
      int from = xAt + row * inputs;
      int panels = dyAt + row * outputs;
      if (copies()) {
        System.arraycopy(x, from, scratch, copyAt, chain * inputs);
      }
      if (packs()) {
        PanelProduct.pack(chain, outputs, dy, panels, scratch, panelsAt);
      }
      weightGradient.add(
          inputs,
          chain,
          copies() ? scratch : x,
          copies() ? copyAt : from,
          packs() ? scratch : dy,
          packs() ? panelsAt : panels,
          dw,
          dwAt,
          scratch,
          0);
    }
  }

  @Override
  public String algorithm() {
    return "product " + PanelProduct.describe(outputs);
  }
}
