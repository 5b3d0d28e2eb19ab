package dev.convoy.layer;

import dev.convoy.kernel.Pooling;
import dev.convoy.kernel.Window;
import java.util.Arrays;

/** Max and average pooling. */
final class PoolingOperation implements Operation {
  private final Pooling pooling;
  private final int inputSize;
  private final int outputSize;
  private final String algorithm;

  PoolingOperation(Pooling pooling, Window window, int channels, String algorithm) {
    this.pooling = pooling;
    this.inputSize = window.inputs() * channels;
    this.outputSize = window.outputs() * channels;
    this.algorithm = algorithm;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    pooling.forward(count, buffers.input(), first * inputSize, buffers.output, first * outputSize);
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    float[] dx = buffers.inputGradient();
    int at = first * inputSize;
    Arrays.fill(dx, at, at + count * inputSize, 0f);
    pooling.inputGradient(
        count,
        buffers.input(),
        at,
        buffers.output,
        first * outputSize,
        buffers.outputGradient,
        first * outputSize,
        dx,
        at);
  }

  @Override
  public boolean backwardReadsInput() {
    return pooling.gradientReadsActivations();
  }

  @Override
  public boolean backwardReadsOutput() {
    return pooling.gradientReadsActivations();
  }

  @Override
  public String algorithm() {
    return algorithm;
  }
}
