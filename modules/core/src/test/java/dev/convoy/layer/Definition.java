package dev.convoy.layer;

import dev.convoy.random.CounterRandom;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * The layers once more, in double, each as its formula reads and without the code under test: no
 * windows, no kernels, no plan. What a layer computes is compared with this.
 */
public final class Definition {
  private Definition() {}

  /** Padding start and end of one axis. */
  static int[] pads(Padding padding, int axis, int input, int kernel, int stride, int dilation) {
    int extent = dilation * (kernel - 1) + 1;
    if (padding == Padding.VALID) {
      return new int[] {0, 0};
    }
    if (padding == Padding.FULL) {
      return new int[] {extent - 1, extent - 1};
    }
    if (padding instanceof Padding.Explicit explicit) {
      return new int[] {explicit.amounts().get(2 * axis), explicit.amounts().get(2 * axis + 1)};
    }
    int ceiling = (int) Math.ceil((double) input / stride);
    int total = Math.max(0, stride * ceiling - input + extent - stride);
    return new int[] {total / 2, total - total / 2};
  }

  /** Counts the places where a window lies within the padded input. */
  static int outputs(int input, int kernel, int stride, int dilation, int start, int end) {
    int count = 0;
    for (int at = 0; at + dilation * (kernel - 1) < start + input + end; at += stride) {
      count++;
    }
    return count;
  }

  /**
   * The output of one example.
   *
   * @param weight empty if the layer has none
   * @param bias empty if the layer has none
   * @param dropoutKey the key of the example and node, if the layer drops
   */
  public static double[] apply(
      Layer layer,
      List<Shape> shapes,
      double[][] inputs,
      double[] weight,
      double[] bias,
      long dropoutKey) {
    double[] x = inputs[0];
    if (layer instanceof Conv2d conv) {
      return WindowDefinition.convolution(conv, shapes.get(0), x, weight, bias);
    } else if (layer instanceof ConvTranspose transposed) {
      return WindowDefinition.transposed(transposed, shapes.get(0), x, weight, bias);
    } else if (layer instanceof MaxPool pool) {
      return WindowDefinition.maximum(pool, shapes.get(0), x);
    } else if (layer instanceof AvgPool pool) {
      return WindowDefinition.average(pool, shapes.get(0), x);
    } else if (layer instanceof Upsample upsample) {
      return PlacementDefinition.upsample(upsample, shapes.get(0), x);
    } else if (layer instanceof ZeroPad pad) {
      return PlacementDefinition.zeroPad(pad, shapes.get(0), x);
    } else if (layer instanceof Dense dense) {
      return dense(dense.units(), x, weight, bias);
    } else if (layer instanceof LayerNorm norm) {
      return NormDefinition.layerNorm(shapes.get(0), x, weight, bias, norm.epsilon());
    } else if (layer instanceof GroupNorm norm) {
      return NormDefinition.groupNorm(
          shapes.get(0), norm.groups(), x, weight, bias, norm.epsilon());
    } else if (layer instanceof Softmax) {
      return softmax(shapes.get(0).channels(), x);
    } else if (layer instanceof Add) {
      return add(inputs);
    } else if (layer instanceof Concat) {
      return concat(shapes, inputs);
    } else if (layer instanceof Dropout dropout) {
      return dropout(dropout.rate(), x, dropoutKey);
    }
    return elementwise(layer, x);
  }

  private static double[] dense(int units, double[] x, double[] weight, double[] bias) {
    double[] y = new double[units];
    for (int k = 0; k < units; k++) {
      y[k] = bias.length > 0 ? bias[k] : 0;
      for (int i = 0; i < x.length; i++) {
        y[k] += weight[i * units + k] * x[i];
      }
    }
    return y;
  }

  private static double[] softmax(int channels, double[] x) {
    double[] y = new double[x.length];
    for (int at = 0; at < x.length; at += channels) {
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (int other = 0; other < channels; other++) {
          sum += Math.exp(x[at + other] - x[at + c]);
        }
        y[at + c] = 1 / sum;
      }
    }
    return y;
  }

  private static double[] add(double[][] inputs) {
    double[] y = new double[inputs[0].length];
    for (double[] input : inputs) {
      for (int i = 0; i < y.length; i++) {
        y[i] += input[i];
      }
    }
    return y;
  }

  private static double[] concat(List<Shape> shapes, double[][] inputs) {
    int channels = shapes.stream().mapToInt(Shape::channels).sum();
    int positions = shapes.get(0).positions();
    double[] y = new double[positions * channels];
    for (int p = 0; p < positions; p++) {
      int at = p * channels;
      for (int i = 0; i < inputs.length; i++) {
        for (int c = 0; c < shapes.get(i).channels(); c++) {
          y[at++] = inputs[i][p * shapes.get(i).channels() + c];
        }
      }
    }
    return y;
  }

  private static double[] dropout(float rate, double[] x, long key) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = CounterRandom.uniform(key, i) < rate ? 0 : x[i] / (1 - (double) rate);
    }
    return y;
  }

  private static double[] elementwise(Layer layer, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = value(layer, x[i]);
    }
    return y;
  }

  private static double value(Layer layer, double z) {
    if (layer instanceof Relu) {
      return z > 0 ? z : 0;
    } else if (layer instanceof LeakyRelu leaky) {
      return z > 0 ? z : leaky.slope() * z;
    } else if (layer instanceof Elu elu) {
      return z > 0 ? z : elu.alpha() * (Math.exp(z) - 1);
    } else if (layer instanceof Relu6) {
      return z > 6 ? 6 : z > 0 ? z : 0;
    } else if (layer instanceof Swish) {
      return z / (1 + Math.exp(-z));
    } else if (layer instanceof Gelu gelu) {
      double cube = 0.044715 * z * z * z;
      return gelu.approximation() == Gelu.Approximation.NONE
          ? z * NormalReference.distribution(z)
          : z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + cube))) / 2;
    } else if (layer instanceof Sigmoid) {
      return 0.5 + 0.5 * Math.tanh(z / 2);
    } else if (layer instanceof Tanh) {
      return (Math.exp(2 * z) - 1) / (Math.exp(2 * z) + 1);
    }
    throw new IllegalArgumentException("no definition of " + layer);
  }
}
