package dev.convoy.layer;

import dev.convoy.tensor.Shape;

/** Copies the channels of its inputs side by side, and their gradients back. */
final class ConcatOperation implements Operation {
  private final int positions;
  private final int outputChannels;
  private final int[] channels;
  private final boolean[] wanted;

  ConcatOperation(CompileContext context) {
    this.positions = context.input().positions();
    this.channels = context.inputs().stream().mapToInt(Shape::channels).toArray();
    this.wanted = new boolean[channels.length];
    int sum = 0;
    for (int i = 0; i < channels.length; i++) {
      wanted[i] = context.inputGradients().get(i);
      sum += channels[i];
    }
    this.outputChannels = sum;
  }

  @Override
  public void forward(float[] parameters, Buffers buffers, int first, int count) {
    int offset = 0;
    for (int input = 0; input < channels.length; input++) {
      for (int p = first * positions; p < (first + count) * positions; p++) {
        System.arraycopy(
            buffers.inputs[input],
            p * channels[input],
            buffers.output,
            p * outputChannels + offset,
            channels[input]);
      }
      offset += channels[input];
    }
  }

  @Override
  public void backward(
      float[] parameters, float[] gradient, Buffers buffers, int first, int count) {
    int offset = 0;
    for (int input = 0; input < channels.length; input++) {
      for (int p = first * positions; wanted[input] && p < (first + count) * positions; p++) {
        System.arraycopy(
            buffers.outputGradient,
            p * outputChannels + offset,
            buffers.inputGradients[input],
            p * channels[input],
            channels[input]);
      }
      offset += channels[input];
    }
  }

  @Override
  public boolean backwardReadsInput() {
    return false;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public String algorithm() {
    return "copy side by side";
  }
}
