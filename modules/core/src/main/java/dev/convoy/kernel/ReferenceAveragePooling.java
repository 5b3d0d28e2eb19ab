package dev.convoy.kernel;

/** Average pooling as its definition reads: the sum over taps in order, then one division. */
final class ReferenceAveragePooling implements Pooling {
  private final int[] sources;
  private final float[] divisors;
  private final int inputs;
  private final int outputs;
  private final int taps;
  private final int channels;

  ReferenceAveragePooling(Window window, int channels, boolean countPadding) {
    this.sources = window.sources();
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.taps = window.taps();
    this.channels = channels;
    this.divisors = new float[outputs];
    for (int i = 0; i < sources.length; i++) {
      divisors[i / taps] += countPadding || sources[i] >= 0 ? 1 : 0;
    }
  }

  @Override
  public void forward(int examples, float[] x, int xAt, float[] y, int yAt) {
    for (int n = 0; n < examples; n++) {
      for (int output = 0; output < outputs; output++) {
        for (int c = 0; c < channels; c++) {
          float sum = 0;
          for (int tap = 0; tap < taps; tap++) {
            int source = sources[output * taps + tap];
            if (source >= 0) {
              sum += x[xAt + (n * inputs + source) * channels + c];
            }
          }
          y[yAt + (n * outputs + output) * channels + c] = sum / divisors[output];
        }
      }
    }
  }

  @Override
  public void inputGradient(
      int examples,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    for (int n = 0; n < examples; n++) {
      for (int output = 0; output < outputs; output++) {
        for (int tap = 0; tap < taps; tap++) {
          int source = sources[output * taps + tap];
          for (int c = 0; source >= 0 && c < channels; c++) {
            int to = dxAt + (n * inputs + source) * channels + c;
            dx[to] += dy[dyAt + (n * outputs + output) * channels + c] / divisors[output];
          }
        }
      }
    }
  }

  @Override
  public boolean gradientReadsActivations() {
    return false;
  }
}
