package dev.convoy.layer;

import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What a layer is: an immutable record that infers shapes and says which parameters it needs. It
 * knows no arrays; {@link #compile} makes the operation that does the work.
 */
public sealed interface Layer extends Serializable
    permits Add,
        AvgPool,
        BatchNorm,
        Concat,
        Conv,
        ConvTranspose,
        Dense,
        Dropout,
        Elu,
        Gelu,
        GroupNorm,
        LayerNorm,
        LeakyRelu,
        MaxPool,
        Relu,
        Relu6,
        Sigmoid,
        Softmax,
        Swish,
        Tanh,
        Upsample,
        ZeroPad {
  /** The name of the layer's type in model files, such as {@code conv2d}. */
  String type();

  /** The start of the names that nodes get by default, such as {@code conv}. */
  default String namePrefix() {
    return type();
  }

  /** The layer in a few words, such as {@code maxPool 2×2}. */
  default String summary() {
    return type();
  }

  /**
   * The shape of one example's output.
   *
   * @throws IllegalArgumentException if the layer does not accept these inputs; the message starts
   *     with the offending shape
   */
  Shape outputShape(List<Shape> inputs);

  /** The parameters it needs for inputs that {@link #outputShape} accepts. */
  default List<ParameterSpec> parameters(List<Shape> inputs) {
    return List.of();
  }

  /** Multiplications with an addition in the forward pass of one example. */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }

  /** The sliding window, if the layer has one; a dense layer's covers its whole input. */
  default Optional<Window> window(List<Shape> inputs) {
    return Optional.empty();
  }

  /** What one output sees on each spatial axis; empty if it sees its own position only. */
  default List<ReceptiveField> reach(List<Shape> inputs) {
    return window(inputs).map(Window::axes).orElse(List.of()).stream()
        .map(axis -> new ReceptiveField(axis.extent(), axis.stride()))
        .toList();
  }

  /** Compiles the layer for one place in a plan. */
  Operation compile(CompileContext context);
}
