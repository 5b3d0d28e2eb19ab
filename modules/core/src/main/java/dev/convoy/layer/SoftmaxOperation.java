package dev.convoy.layer;

/** Softmax over channels; dx = y · (dy − ⟨dy, y⟩). */
final class SoftmaxOperation implements Operation {
  private final int positions;
  private final int channels;
  private final int rowsTogether;
  private final double[] chunk;

  SoftmaxOperation(int positions, int channels) {
    this.positions = positions;
    this.channels = channels;
    this.rowsTogether = Math.max(1, Exponential.CHUNK / channels);
    this.chunk = new double[rowsTogether * channels];
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    int end = (first + count) * positions;
    for (int row = first * positions; row < end; row += rowsTogether) {
      rows(Math.min(rowsTogether, end - row), buffers.input(), buffers.output, row * channels);
    }
  }

  /** Some rows together, because one alone is too short for vectors. */
  private void rows(int rows, float[] x, float[] y, int from) {
    for (int r = 0; r < rows; r++) {
      int at = from + r * channels;
      float maximum = x[at];
      for (int c = 1; c < channels; c++) {
        maximum = Math.max(maximum, x[at + c]);
      }
      for (int c = 0; c < channels; c++) {
        chunk[r * channels + c] = (double) x[at + c] - maximum;
      }
    }
    Exponential.power(rows * channels, chunk);
    for (int r = 0; r < rows; r++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += chunk[r * channels + c];
      }
      for (int c = 0; c < channels; c++) {
        y[from + r * channels + c] = (float) (chunk[r * channels + c] / sum);
      }
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] y = buffers.output;
    float[] dy = buffers.outputGradient;
    float[] dx = buffers.inputGradient();
    for (int row = first * positions; row < (first + count) * positions; row++) {
      int at = row * channels;
      double dot = 0;
      for (int c = 0; c < channels; c++) {
        dot += (double) dy[at + c] * y[at + c];
      }
      for (int c = 0; c < channels; c++) {
        dx[at + c] = (float) (y[at + c] * (dy[at + c] - dot));
      }
    }
  }

  @Override
  public boolean backwardReadsInput() {
    return false;
  }

  @Override
  public boolean backwardReadsOutput() {
    return true;
  }

  @Override
  public String algorithm() {
    return "exp(x − max) / Σ over channels";
  }
}
