package dev.convoy.layer;

import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import java.util.EnumSet;
import java.util.Set;

/**
 * The adjoint of a convolution, as a convolution: forward it runs the other's input gradient, for
 * the input gradient the other's forward pass, and for the weight gradient input and output change
 * places. The window of the other lies over this one's output.
 */
final class TransposedConvolution implements Convolution {
  private final Convolution adjoint;

  /** Turns round a convolution that was compiled for {@link #passes}. */
  TransposedConvolution(Convolution adjoint) {
    this.adjoint = adjoint;
  }

  /** The passes of the other convolution that these passes need. */
  static Set<Pass> passes(Set<Pass> passes) {
    Set<Pass> needed = EnumSet.noneOf(Pass.class);
    for (Pass pass : passes) {
      needed.add(
          switch (pass) {
            case FORWARD -> Pass.INPUT_GRADIENT;
            case INPUT_GRADIENT -> Pass.FORWARD;
            case WEIGHT_GRADIENT -> Pass.WEIGHT_GRADIENT;
          });
    }
    return needed;
  }

  @Override
  public int packedSize() {
    return adjoint.packedSize();
  }

  @Override
  public int scratchSize(int examples) {
    return adjoint.scratchSize(examples);
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    adjoint.prepare(weights, weightsAt, packed);
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    adjoint.inputGradient(examples, packed, x, xAt, y, yAt, scratch);
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    adjoint.forward(examples, packed, dy, dyAt, dx, dxAt, scratch);
  }

  @Override
  public int sumSize() {
    return adjoint.sumSize();
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
    adjoint.weightGradient(examples, dy, dyAt, x, xAt, dw, dwAt, scratch);
  }

  @Override
  public void addSum(float[] sum, int sumAt, float[] dw, int dwAt) {
    adjoint.addSum(sum, sumAt, dw, dwAt);
  }

  @Override
  public String algorithm() {
    return "transposed " + adjoint.algorithm();
  }
}
