package dev.convoy.layer;

import dev.convoy.tensor.Shape;

/**
 * Batch normalization once more, in double as its formula reads; {@link Definition} has the layers
 * that look at one example.
 *
 * @param mean of each channel
 * @param square mean of squares of each channel
 */
public record NormDefinition(double[] mean, double[] square) {
  /** The statistics of a batch. */
  public static NormDefinition of(Shape shape, double[][] x) {
    int channels = shape.channels();
    double[] mean = new double[channels];
    double[] square = new double[channels];
    for (int c = 0; c < channels; c++) {
      for (double[] example : x) {
        for (int i = c; i < example.length; i += channels) {
          mean[c] += example[i] / shape.positions() / x.length;
          square[c] += example[i] * example[i] / shape.positions() / x.length;
        }
      }
    }
    return new NormDefinition(mean, square);
  }

  /** One example normalized. */
  public double[] apply(double[] x, double[] weight, double[] bias, float epsilon) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % mean.length;
      double variance = Math.max(0, square[c] - mean[c] * mean[c]);
      y[i] = weight[c] * (x[i] - mean[c]) / Math.sqrt(variance + epsilon) + bias[c];
    }
    return y;
  }
}
