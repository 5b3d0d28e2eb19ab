package dev.convoy.simd;

import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Window;
import dev.convoy.kernel.WinogradTiles;
import java.util.Set;

/** Convolution by Winograd's algorithm F(2×2, 3×3) with {@link PanelProduct}s of its planes. */
final class SimdWinograd implements Convolution {
  private final Set<Pass> passes;
  private final WinogradFilter filter;
  private final WinogradFilter mirrored;
  private final WinogradCorrelation forward;
  private final WinogradCorrelation inputGradient;
  private final WinogradGradient weightGradient;
  private final String algorithm;

  SimdWinograd(Window window, int inputChannels, int outputChannels, Set<Pass> passes) {
    WinogradTiles tiles = WinogradTiles.forward(window);
    this.passes = Set.copyOf(passes);
    this.filter = new WinogradFilter(inputChannels, outputChannels, false);
    this.mirrored = new WinogradFilter(inputChannels, outputChannels, true);
    this.forward = new WinogradCorrelation(tiles, filter);
    this.inputGradient = new WinogradCorrelation(WinogradTiles.gradient(window), mirrored);
    this.weightGradient = new WinogradGradient(tiles, inputChannels, outputChannels);
    this.algorithm = "winograd 2×2, " + PanelProduct.describe(outputChannels);
  }

  @Override
  public int packedSize() {
    return forwardSize() + (passes.contains(Pass.INPUT_GRADIENT) ? mirrored.size() : 0);
  }

  private int forwardSize() {
    return passes.contains(Pass.FORWARD) ? filter.size() : 0;
  }

  @Override
  public int scratchSize(int examples) {
    int size = 0;
    if (passes.contains(Pass.FORWARD)) {
      size = forward.scratchSize(examples);
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      size = Math.max(size, inputGradient.scratchSize(examples));
    }
    if (passes.contains(Pass.WEIGHT_GRADIENT)) {
      size = Math.max(size, weightGradient.scratchSize(examples));
    }
    return size;
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    if (passes.contains(Pass.FORWARD)) {
      filter.pack(weights, weightsAt, packed, 0);
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      mirrored.pack(weights, weightsAt, packed, forwardSize());
    }
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    forward.add(examples, packed, 0, x, xAt, y, yAt, scratch);
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    inputGradient.add(examples, packed, forwardSize(), dy, dyAt, dx, dxAt, scratch);
  }

  @Override
  public int sumSize() {
    return weightGradient.sumSize();
  }

  @Override
  public void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] sum,
      int sumAt,
      float[] scratch) {
    weightGradient.add(examples, x, xAt, dy, dyAt, sum, sumAt, scratch);
  }

  @Override
  public void addSum(float[] sum, int sumAt, float[] dw, int dwAt) {
    weightGradient.addSum(sum, sumAt, dw, dwAt);
  }

  @Override
  public String algorithm() {
    return algorithm;
  }
}
