package dev.convoy.layer;

import dev.convoy.kernel.Kernels;

/** ReLU; the backward pass needs no mask, the output's sign is one. */
final class ReluOperation implements Operation {
  private final Kernels kernels;
  private final int size;

  ReluOperation(Kernels kernels, int size) {
    this.kernels = kernels;
    this.size = size;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    int at = first * size;
    kernels.rectify(count * size, buffers.input(), at, buffers.output, at);
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    int at = first * size;
    kernels.rectifyGradient(
        count * size, buffers.output, at, buffers.outputGradient, at, buffers.inputGradient(), at);
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
  public boolean inPlace() {
    return true;
  }

  @Override
  public String algorithm() {
    return "max(x, 0)";
  }
}
