package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Each output is a sum of inputs times weights, one fused multiply-add after the other: of one
 * input if it is the nearest, of two for each axis in linear interpolation, in row-major order. The
 * backward pass adds each output's gradient, times the weights, to the same inputs, outputs in
 * order.
 */
final class UpsampleOperation implements Operation {
  private final int inputs;
  private final int channels;
  private final Upsample.Mode mode;
  private int outputs = 1;
  private int parts = 1;

  /** Input positions, {@code [output][part]}, and their weights. */
  private int[] sources = {0};

  private double[] weights = {1};

  UpsampleOperation(Shape input, List<Integer> factors, Upsample.Mode mode) {
    this.inputs = input.positions();
    this.channels = input.channels();
    this.mode = mode;
    for (int i = 0; i < factors.size(); i++) {
      addAxis(input.spatial().get(i), factors.get(i));
    }
  }

  /** Combines what the axes before look at with what this one does. */
  private void addAxis(int length, int factor) {
    int more = mode == Upsample.Mode.LINEAR ? 2 : 1;
    int longer = length * factor;
    int[] newSources = new int[Math.multiplyExact(outputs * longer, parts * more)];
    double[] newWeights = new double[newSources.length];
    int to = 0;
    for (int output = 0; output < outputs; output++) {
      for (int o = 0; o < longer; o++) {
        double at = mode == Upsample.Mode.LINEAR ? (o + 0.5) / factor - 0.5 : o / factor;
        int low = (int) Math.floor(at);
        for (int part = output * parts; part < (output + 1) * parts; part++) {
          for (int i = 0; i < more; i++) {
            int position = Math.max(0, Math.min(length - 1, low + i));
            newSources[to] = sources[part] * length + position;
            newWeights[to++] = weights[part] * (i == 0 ? 1 - (at - low) : at - low);
          }
        }
      }
    }
    outputs *= longer;
    parts *= more;
    sources = newSources;
    weights = newWeights;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    float[] x = buffers.input();
    float[] y = buffers.output;
    int size = outputs * channels;
    Arrays.fill(y, first * size, (first + count) * size, 0f);
    for (int n = first; n < first + count; n++) {
      for (int i = 0; i < sources.length; i++) {
        int to = (n * outputs + i / parts) * channels;
        add((float) weights[i], x, (n * inputs + sources[i]) * channels, y, to);
      }
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] dy = buffers.outputGradient;
    float[] dx = buffers.inputGradient();
    int size = inputs * channels;
    Arrays.fill(dx, first * size, (first + count) * size, 0f);
    for (int n = first; n < first + count; n++) {
      for (int i = 0; i < sources.length; i++) {
        int from = (n * outputs + i / parts) * channels;
        add((float) weights[i], dy, from, dx, (n * inputs + sources[i]) * channels);
      }
    }
  }

  /** Adds the channels of one position to those of another. */
  private void add(float weight, float[] from, int fromAt, float[] to, int toAt) {
    for (int c = 0; c < channels; c++) {
      to[toAt + c] = Math.fma(weight, from[fromAt + c], to[toAt + c]);
    }
  }

  @Override
  public boolean backwardReadsInput() {
    return false;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public String algorithm() {
    return mode.toString();
  }
}
