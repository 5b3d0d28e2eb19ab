package dev.convoy.layer;

import dev.convoy.kernel.ChannelNorm;
import java.util.Optional;

/**
 * Batch normalization with the batch's own statistics. With d = x − origin, the first row of the
 * batch, mean = origin + Σd/n and variance = Σd²/n − (Σd/n)².
 *
 * <p>With u = x − mean and r = 1/√(variance + epsilon) the gradients are dbias = Σdy, dweight = r ·
 * Σ(dy·u) and dx = weight · r · (dy − Σdy/n − u · r² · Σ(dy·u)/n), because mean and variance depend
 * on x too.
 */
final class BatchNormOperation implements Operation {
  private final ChannelNorm norm;
  private final int positions;
  private final int channels;
  private final float epsilon;
  private final CompileContext context;
  private final NormSums moments;
  private final NormSums gradientMoments;
  private final double[] mean;
  private final double[] variance;
  private final int mapAt;
  private final int gradientMapAt;
  private final Optional<Operation> observer = Optional.of(new Observer());

  BatchNormOperation(CompileContext context, float epsilon) {
    this.context = context;
    this.epsilon = epsilon;
    this.positions = context.input().positions();
    this.channels = context.input().channels();
    this.norm = context.kernels().channelNorm(channels);
    this.moments = new NormSums(norm, positions, channels);
    this.gradientMoments = new NormSums(norm, positions, channels);
    this.mean = new double[channels];
    this.variance = new double[channels];
    this.mapAt = channels;
    this.gradientMapAt = mapAt + 3 * channels;
  }

  @Override
  public Optional<Operation> observer() {
    return observer;
  }

  /** The origin, then the two maps. */
  @Override
  public int packedSize() {
    return gradientMapAt + 4 * channels;
  }

  @Override
  public int scratchSize(int examples) {
    return moments.scratchSize();
  }

  @Override
  public void prepare(float[] parameters, Buffers buffers) {
    moments.reset();
    gradientMoments.reset();
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    if (first == 0) {
      writeMap(parameters, buffers.packed);
    }
    int at = first * positions * channels;
    norm.apply(count * positions, buffers.input(), at, buffers.packed, mapAt, buffers.output, at);
  }

  private void writeMap(float[] parameters, float[] packed) {
    for (int c = 0; c < channels; c++) {
      double shift = moments.first(c) / moments.count();
      mean[c] = packed[c] + shift;
      // As Math.max has it, NaN stays NaN.
      variance[c] = Math.max(0, moments.second(c) / moments.count() - shift * shift);
      double scale = parameters[weightAt() + c] * Norms.inverseDeviation(variance[c], epsilon);
      packed[mapAt + c] = (float) mean[c];
      packed[mapAt + channels + c] = (float) scale;
      packed[mapAt + 2 * channels + c] = parameters[biasAt() + c];
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    gradientMoments.addGradientMoments(
        buffers.outputGradient,
        buffers.input(),
        buffers.packed,
        mapAt,
        first,
        count,
        buffers.scratch);
  }

  @Override
  public void finishBackward(float[] gradient, Buffers buffers) {
    for (int c = 0; c < channels; c++) {
      double inverse = Norms.inverseDeviation(variance[c], epsilon);
      add(gradient, 0, c, inverse * gradientMoments.second(c));
      add(gradient, 1, c, gradientMoments.first(c));
      add(gradient, 2, c, mean[c]);
      add(gradient, 3, c, variance[c] + mean[c] * mean[c]);
      if (context.inputGradient()) {
        writeGradientMap(buffers.packed, c, inverse);
      }
    }
  }

  private void add(float[] gradient, int parameter, int channel, double value) {
    if (context.parameters().get(parameter).gradient()) {
      gradient[context.parameters().get(parameter).offset() + channel] += (float) value;
    }
  }

  private void writeGradientMap(float[] packed, int c, double inverse) {
    double scale = packed[mapAt + channels + c];
    double product = gradientMoments.second(c) / gradientMoments.count();
    packed[gradientMapAt + c] = packed[mapAt + c];
    packed[gradientMapAt + channels + c] = (float) scale;
    packed[gradientMapAt + 2 * channels + c] = (float) (-scale * inverse * inverse * product);
    packed[gradientMapAt + 3 * channels + c] =
        (float) (-scale * gradientMoments.first(c) / gradientMoments.count());
  }

  private int weightAt() {
    return context.parameters().get(0).offset();
  }

  private int biasAt() {
    return context.parameters().get(1).offset();
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
    return "statistics of the batch";
  }

  /** Looks over the batch before anything is put out, and gives the input its gradient at last. */
  private final class Observer implements Operation {
    @Override
    public int scratchSize(int examples) {
      return moments.scratchSize();
    }

    @Override
    public void forward(float[] parameters, Buffers buffers, int first, int count) {
      if (first == 0) {
        System.arraycopy(buffers.input(), 0, buffers.packed, 0, channels);
      }
      moments.addMoments(buffers.input(), buffers.packed, 0, first, count, buffers.scratch);
    }

    @Override
    public void backward(
        float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
      int at = first * positions * channels;
      norm.inputGradient(
          count * positions,
          buffers.outputGradient,
          at,
          buffers.input(),
          at,
          buffers.packed,
          gradientMapAt,
          buffers.inputGradient(),
          at);
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
      return "sums over the batch";
    }
  }
}
