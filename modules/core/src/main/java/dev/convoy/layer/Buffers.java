package dev.convoy.layer;

/**
 * The memory that a plan lends to one operation. Each example occupies consecutive values of a
 * buffer. A gradient that nobody wants is an empty array.
 */
public final class Buffers {
  final float[][] inputs;
  final float[] output;
  final float[][] inputGradients;
  final float[] outputGradient;
  final float[] packed;
  final float[] scratch;
  final long[] exampleKeys;

  /**
   * Collects the arrays.
   *
   * @param inputs activations of the inputs, read
   * @param output activation of the output, overwritten by the forward pass
   * @param inputGradients overwritten by the backward pass
   * @param outputGradient read by the backward pass
   * @param packed the operation's own between {@code prepare} and the last pass of a step
   * @param scratch overwritten by any operation
   * @param exampleKeys a random key for each example
   */
  public Buffers(
      float[][] inputs,
      float[] output,
      float[][] inputGradients,
      float[] outputGradient,
      float[] packed,
      float[] scratch,
      long[] exampleKeys) {
    this.inputs = inputs;
    this.output = output;
    this.inputGradients = inputGradients;
    this.outputGradient = outputGradient;
    this.packed = packed;
    this.scratch = scratch;
    this.exampleKeys = exampleKeys;
  }

  float[] input() {
    return inputs[0];
  }

  float[] inputGradient() {
    return inputGradients[0];
  }
}
