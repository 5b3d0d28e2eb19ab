package dev.convoy.layer;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * What a layer is told when it is compiled.
 *
 * @param inputs shapes of the inputs
 * @param kernels the arithmetic to use
 * @param algorithm how convolutions are computed
 * @param training whether dropout drops
 * @param inputGradients for each input, whether its gradient is wanted
 * @param parameters of the layer, in its order
 * @param salt distinguishes the random numbers of this node from those of others
 */
public record CompileContext(
    List<Shape> inputs,
    Kernels kernels,
    Algorithm algorithm,
    boolean training,
    List<Boolean> inputGradients,
    List<Parameter> parameters,
    long salt) {
  /**
   * One of the layer's parameters.
   *
   * @param offset where it starts in the flat vector
   * @param gradient whether its gradient is wanted
   */
  public record Parameter(int offset, boolean gradient) {}

  /** The shape of the only input. */
  public Shape input() {
    return inputs.get(0);
  }

  /** Whether the gradient of the first input is wanted. */
  public boolean inputGradient() {
    return inputGradients.get(0);
  }
}
