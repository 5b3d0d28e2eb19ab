package dev.convoy.layer;

/** Softmax over channels; dx = y · (dy − ⟨dy, y⟩). */
final class SoftmaxOperation implements Operation {
  private final int positions;
  private final int channels;

  SoftmaxOperation(int positions, int channels) {
    this.positions = positions;
    this.channels = channels;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    float[] x = buffers.input();
    float[] y = buffers.output;
    for (int row = first * positions; row < (first + count) * positions; row++) {
      int at = row * channels;
      float maximum = x[at];
      for (int c = 1; c < channels; c++) {
        maximum = Math.max(maximum, x[at + c]);
      }
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += StrictMath.exp(x[at + c] - maximum);
      }
      for (int c = 0; c < channels; c++) {
        y[at + c] = (float) (StrictMath.exp(x[at + c] - maximum) / sum);
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
