package dev.convoy.kernel;

/** Convolution as its definition reads: for each output position, tap, input and output channel. */
final class ReferenceConvolution implements Convolution {
  private final int[] sources;
  private final int inputs;
  private final int outputs;
  private final int taps;
  private final int inputChannels;
  private final int outputChannels;

  ReferenceConvolution(Window window, int inputChannels, int outputChannels) {
    this.sources = window.sources();
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.taps = window.taps();
    this.inputChannels = inputChannels;
    this.outputChannels = outputChannels;
  }

  @Override
  public int packedSize() {
    return taps * inputChannels * outputChannels;
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
          for (int c = 0; c < inputChannels; c++) {
            float value = source < 0 ? 0f : x[xAt + (n * inputs + source) * inputChannels + c];
            int from = (tap * inputChannels + c) * outputChannels;
            for (int k = 0; k < outputChannels; k++) {
              y[to + k] = Math.fma(value, packed[from + k], y[to + k]);
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
          for (int c = 0; c < inputChannels; c++) {
            int weight = (tap * inputChannels + c) * outputChannels;
            int to = dxAt + (n * inputs + source) * inputChannels + c;
            float sum = dx[to];
            for (int k = 0; k < outputChannels; k++) {
              sum = Math.fma(dy[from + k], packed[weight + k], sum);
            }
            dx[to] = sum;
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
        int from = dyAt + (n * outputs + output) * outputChannels;
        for (int tap = 0; tap < taps; tap++) {
          int source = sources[output * taps + tap];
          for (int c = 0; c < inputChannels; c++) {
            float value = source < 0 ? 0f : x[xAt + (n * inputs + source) * inputChannels + c];
            int to = dwAt + (tap * inputChannels + c) * outputChannels;
            for (int k = 0; k < outputChannels; k++) {
              dw[to + k] = Math.fma(value, dy[from + k], dw[to + k]);
            }
          }
        }
      }
    }
  }

  @Override
  public String algorithm() {
    return "naive";
  }
}
