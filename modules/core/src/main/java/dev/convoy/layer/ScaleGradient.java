package dev.convoy.layer;

import java.util.Arrays;

/**
 * The gradients of a scale and a bias of each channel, summed in double over a step and added to
 * the gradient at its end. They are the first two parameters of their layer.
 */
final class ScaleGradient {
  private final CompileContext context;
  private final double[] scales;
  private final double[] biases;

  ScaleGradient(CompileContext context) {
    this.context = context;
    this.scales = new double[context.input().channels()];
    this.biases = new double[scales.length];
  }

  /** Whether either is wanted. */
  boolean isWanted() {
    return context.parameters().get(0).gradient() || context.parameters().get(1).gradient();
  }

  void reset() {
    Arrays.fill(scales, 0);
    Arrays.fill(biases, 0);
  }

  void add(int channel, double scale, double bias) {
    scales[channel] += scale;
    biases[channel] += bias;
  }

  /** Adds what is wanted to the gradient. */
  void addTo(float[] gradient) {
    addTo(gradient, 0, scales);
    addTo(gradient, 1, biases);
  }

  private void addTo(float[] gradient, int parameter, double[] sums) {
    if (context.parameters().get(parameter).gradient()) {
      int at = context.parameters().get(parameter).offset();
      for (int c = 0; c < sums.length; c++) {
        gradient[at + c] += (float) sums[c];
      }
    }
  }
}
