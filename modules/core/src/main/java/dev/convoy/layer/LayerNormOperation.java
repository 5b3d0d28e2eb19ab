package dev.convoy.layer;

/**
 * Layer normalization, row by row in double. With x̂ the normalized values and g = weight · dy, dx
 * = (g − mean(g) − x̂ · mean(g · x̂)) / deviation, means over the channels of the row.
 */
final class LayerNormOperation implements Operation {
  private final int positions;
  private final int channels;
  private final float epsilon;
  private final int weightAt;
  private final int biasAt;
  private final boolean wantsInput;
  private final ScaleGradient scaleGradient;
  private final double[] normalized;

  LayerNormOperation(CompileContext context, float epsilon) {
    this.positions = context.input().positions();
    this.channels = context.input().channels();
    this.epsilon = epsilon;
    this.weightAt = context.parameters().get(0).offset();
    this.biasAt = context.parameters().get(1).offset();
    this.wantsInput = context.inputGradient();
    this.scaleGradient = new ScaleGradient(context);
    this.normalized = new double[channels];
  }

  @Override
  public void prepare(float[] parameters, Buffers buffers) {
    scaleGradient.reset();
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    for (int row = first * positions; row < (first + count) * positions; row++) {
      int at = row * channels;
      normalize(buffers.input(), at);
      for (int c = 0; c < channels; c++) {
        buffers.output[at + c] =
            Math.fma((float) normalized[c], parameters[weightAt + c], parameters[biasAt + c]);
      }
    }
  }

  /** Normalizes a row and returns one by its deviation; sums in the order of channels. */
  private double normalize(float[] x, int at) {
    double mean = 0;
    for (int c = 0; c < channels; c++) {
      mean += x[at + c];
    }
    mean /= channels;
    double variance = 0;
    for (int c = 0; c < channels; c++) {
      normalized[c] = x[at + c] - mean;
      variance += normalized[c] * normalized[c];
    }
    double inverse = Norms.inverseDeviation(variance / channels, epsilon);
    for (int c = 0; c < channels; c++) {
      normalized[c] *= inverse;
    }
    return inverse;
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] dy = buffers.outputGradient;
    for (int row = first * positions; row < (first + count) * positions; row++) {
      int at = row * channels;
      double inverse = normalize(buffers.input(), at);
      double mean = 0;
      double product = 0;
      for (int c = 0; c < channels; c++) {
        double g = (double) parameters[weightAt + c] * dy[at + c];
        mean += g;
        product += g * normalized[c];
        scaleGradient.add(c, dy[at + c] * normalized[c], dy[at + c]);
      }
      mean /= channels;
      product /= channels;
      for (int c = 0; wantsInput && c < channels; c++) {
        double g = (double) parameters[weightAt + c] * dy[at + c];
        buffers.inputGradient()[at + c] = (float) (inverse * (g - mean - normalized[c] * product));
      }
    }
  }

  @Override
  public void finishBackward(float[] gradient, Buffers buffers) {
    scaleGradient.addTo(gradient);
  }

  @Override
  public boolean backwardReadsInput() {
    return true;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public String algorithm() {
    return "statistics of each position";
  }
}
