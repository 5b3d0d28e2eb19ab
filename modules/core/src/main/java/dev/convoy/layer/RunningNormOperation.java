package dev.convoy.layer;

import dev.convoy.kernel.ChannelNorm;
import java.util.Arrays;

/**
 * Batch normalization with the running statistics: y = (x − mean) · scale + bias, an affine map of
 * each channel.
 */
final class RunningNormOperation implements Operation {
  private final ChannelNorm norm;
  private final int positions;
  private final int channels;
  private final float epsilon;
  private final CompileContext context;
  private final boolean wantsInput;
  private final boolean wantsParameters;
  private final ScaleGradient scaleGradient;
  private final NormSums gradientMoments;
  private final double[] inverses;
  private final int gradientMapAt;

  RunningNormOperation(CompileContext context, float epsilon) {
    this.context = context;
    this.epsilon = epsilon;
    this.positions = context.input().positions();
    this.channels = context.input().channels();
    this.norm = context.kernels().channelNorm(channels);
    this.wantsInput = context.inputGradient();
    this.scaleGradient = new ScaleGradient(context);
    this.wantsParameters = scaleGradient.isWanted();
    this.gradientMoments = new NormSums(norm, positions, channels);
    this.inverses = new double[channels];
    this.gradientMapAt = 3 * channels;
  }

  /** The map of the forward pass, then that of the input gradient. */
  @Override
  public int packedSize() {
    return gradientMapAt + 3 * channels;
  }

  @Override
  public int scratchSize(int examples) {
    return wantsParameters ? gradientMoments.scratchSize() : 0;
  }

  @Override
  public void prepare(float[] parameters, Buffers buffers) {
    gradientMoments.reset();
    scaleGradient.reset();
    float[] packed = buffers.packed;
    Arrays.fill(packed, gradientMapAt, packed.length, 0f);
    for (int c = 0; c < channels; c++) {
      float mean = parameters[context.parameters().get(2).offset() + c];
      float square = parameters[context.parameters().get(3).offset() + c];
      inverses[c] = Norms.inverseDeviation(BatchNorm.variance(mean, square), epsilon);
      float scale = (float) (parameters[context.parameters().get(0).offset() + c] * inverses[c]);
      packed[c] = mean;
      packed[channels + c] = scale;
      packed[2 * channels + c] = parameters[context.parameters().get(1).offset() + c];
      packed[gradientMapAt + channels + c] = scale;
    }
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    int at = first * positions * channels;
    norm.apply(count * positions, buffers.input(), at, buffers.packed, 0, buffers.output, at);
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] dy = buffers.outputGradient;
    int at = first * positions * channels;
    if (wantsParameters) {
      gradientMoments.addGradientMoments(
          dy, buffers.input(), buffers.packed, 0, first, count, buffers.scratch);
    }
    if (wantsInput) {
      norm.apply(
          count * positions, dy, at, buffers.packed, gradientMapAt, buffers.inputGradient(), at);
    }
  }

  @Override
  public void finishBackward(float[] gradient, Buffers buffers) {
    for (int c = 0; c < channels; c++) {
      double scale = inverses[c] * gradientMoments.second(c);
      scaleGradient.add(c, scale, gradientMoments.first(c));
    }
    scaleGradient.addTo(gradient);
  }

  @Override
  public boolean backwardReadsInput() {
    return wantsParameters;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public boolean inPlace() {
    return !wantsParameters;
  }

  @Override
  public String algorithm() {
    return "running statistics";
  }
}
