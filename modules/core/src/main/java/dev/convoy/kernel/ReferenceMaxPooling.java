package dev.convoy.kernel;

/** Max pooling as its definition reads. */
final class ReferenceMaxPooling implements Pooling {
  private final int[] sources;
  private final int inputs;
  private final int outputs;
  private final int taps;
  private final int channels;

  ReferenceMaxPooling(Window window, int channels) {
    this.sources = window.sources();
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.taps = window.taps();
    this.channels = channels;
  }

  @Override
  public void forward(int examples, float[] x, int xAt, float[] y, int yAt) {
    for (int n = 0; n < examples; n++) {
      for (int output = 0; output < outputs; output++) {
        for (int c = 0; c < channels; c++) {
          float maximum = Float.NEGATIVE_INFINITY;
          for (int tap = 0; tap < taps; tap++) {
            int source = sources[output * taps + tap];
            if (source >= 0) {
              maximum = Math.max(maximum, x[xAt + (n * inputs + source) * channels + c]);
            }
          }
          y[yAt + (n * outputs + output) * channels + c] = maximum;
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
        for (int c = 0; c < channels; c++) {
          int at = (n * outputs + output) * channels + c;
          for (int tap = 0; tap < taps; tap++) {
            int source = sources[output * taps + tap];
            int from = (n * inputs + source) * channels + c;
            if (source >= 0 && x[xAt + from] == y[yAt + at]) {
              dx[dxAt + from] += dy[dyAt + at];
              break;
            }
          }
        }
      }
    }
  }

  @Override
  public boolean gradientReadsActivations() {
    return true;
  }
}
