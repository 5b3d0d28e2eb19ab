package dev.convoy.kernel;

/**
 * Convolution as its definition reads: for each output position, tap, group, input and output
 * channel of the group.
 */
final class ReferenceConvolution implements Convolution {
  private final int[] sources;
  private final int inputs;
  private final int outputs;
  private final int taps;
  private final int inputChannels;
  private final int outputChannels;
  private final int groups;
  private final int groupInputs;
  private final int groupOutputs;

  ReferenceConvolution(Window window, int inputChannels, int outputChannels, int groups) {
    this.sources = window.sources();
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.taps = window.taps();
    this.inputChannels = inputChannels;
    this.outputChannels = outputChannels;
    this.groups = groups;
    this.groupInputs = inputChannels / groups;
    this.groupOutputs = outputChannels / groups;
  }

  @Override
  public int packedSize() {
    return taps * groupInputs * outputChannels;
  }

  @Override
  public int scratchSize(int examples) {
    return 0;
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    System.arraycopy(weights, weightsAt, packed, 0, packedSize());
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    for (int n = 0; n < examples; n++) {
      for (int output = 0; output < outputs; output++) {
        int to = yAt + (n * outputs + output) * outputChannels;
        for (int tap = 0; tap < taps; tap++) {
          int source = sources[output * taps + tap];
          int from = xAt + (n * inputs + source) * inputChannels;
          for (int group = 0; group < groups; group++) {
            for (int c = 0; c < groupInputs; c++) {
              float value = source < 0 ? 0f : x[from + group * groupInputs + c];
              for (int k = group * groupOutputs; k < (group + 1) * groupOutputs; k++) {
                y[to + k] = Math.fma(value, packed[weight(tap, c, k)], y[to + k]);
              }
            }
          }
        }
      }
    }
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    for (int n = 0; n < examples; n++) {
      for (int output = 0; output < outputs; output++) {
        int from = dyAt + (n * outputs + output) * outputChannels;
        for (int tap = 0; tap < taps; tap++) {
          int source = sources[output * taps + tap];
          if (source < 0) {
            continue;
          }
          int to = dxAt + (n * inputs + source) * inputChannels;
          for (int group = 0; group < groups; group++) {
            for (int c = 0; c < groupInputs; c++) {
              float sum = dx[to + group * groupInputs + c];
              for (int k = group * groupOutputs; k < (group + 1) * groupOutputs; k++) {
                sum = Math.fma(dy[from + k], packed[weight(tap, c, k)], sum);
              }
              dx[to + group * groupInputs + c] = sum;
            }
          }
        }
      }
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
    for (int n = 0; n < examples; n++) {
      for (int output = 0; output < outputs; output++) {
        int gradient = dyAt + (n * outputs + output) * outputChannels;
        for (int tap = 0; tap < taps; tap++) {
          int source = sources[output * taps + tap];
          int from = xAt + (n * inputs + source) * inputChannels;
          for (int group = 0; group < groups; group++) {
            for (int c = 0; c < groupInputs; c++) {
              float value = source < 0 ? 0f : x[from + group * groupInputs + c];
              for (int k = group * groupOutputs; k < (group + 1) * groupOutputs; k++) {
                int to = dwAt + weight(tap, c, k);
                dw[to] = Math.fma(value, dy[gradient + k], dw[to]);
              }
            }
          }
        }
      }
    }
  }

  /** Where the weight of an input channel of the group and an output channel is. */
  private int weight(int tap, int c, int k) {
    return (tap * groupInputs + c) * outputChannels + k;
  }

  @Override
  public String algorithm() {
    return "naive";
  }
}
