package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.stream.IntStream;

/**
 * Normalization once more, in double as its formulas read; {@link Definition} has the layers that
 * do something else.
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

  /** The values of each position by themselves, over its channels. */
  static double[] layerNorm(
      Shape shape, double[] x, double[] weight, double[] bias, float epsilon) {
    double[] y = new double[x.length];
    int channels = shape.channels();
    for (int i = 0; i < x.length; i++) {
      int row = i / channels * channels;
      y[i] = normalized(x, i, row, row + channels, 0, channels, channels, epsilon);
      y[i] = weight[i % channels] * y[i] + bias[i % channels];
    }
    return y;
  }

  /** The values of each group of channels by themselves, over all positions. */
  static double[] groupNorm(
      Shape shape, int groups, double[] x, double[] weight, double[] bias, float epsilon) {
    double[] y = new double[x.length];
    int channels = shape.channels();
    int each = channels / groups;
    for (int i = 0; i < x.length; i++) {
      int first = i % channels / each * each;
      y[i] = normalized(x, i, 0, x.length, first, first + each, channels, epsilon);
      y[i] = weight[i % channels] * y[i] + bias[i % channels];
    }
    return y;
  }

  /** A value among those from {@code from} to {@code to} whose channel is in bounds. */
  private static double normalized(
      double[] x, int at, int from, int to, int first, int last, int channels, float epsilon) {
    int[] members =
        IntStream.range(from, to)
            .filter(i -> i % channels >= first && i % channels < last)
            .toArray();
    double mean = IntStream.of(members).mapToDouble(i -> x[i]).average().orElseThrow();
    double variance =
        IntStream.of(members).mapToDouble(i -> Math.pow(x[i] - mean, 2)).average().orElseThrow();
    return (x[at] - mean) / Math.sqrt(variance + epsilon);
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
