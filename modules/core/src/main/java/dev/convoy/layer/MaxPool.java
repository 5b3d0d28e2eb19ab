package dev.convoy.layer;

import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Max pooling in one, two or three dimensions: each output is the largest input of its channel
 * under the window; padding never wins. The first of equal inputs gets the gradient.
 *
 * <p>Source: ONNX operators MaxPool and GlobalMaxPool.
 *
 * @param size sizes of the window, outermost first, as in height and width; empty for global
 *     pooling over the whole input
 * @param stride a step for each of them; empty for global pooling
 * @param padding how the input is padded; less than the window's size on each side
 */
public record MaxPool(List<Integer> size, List<Integer> stride, Padding padding) implements Layer {
  private static final String NAME = "maxPool";

  /** Checks the sizes. */
  public MaxPool {
    PoolWindows.check(NAME, size, stride, padding);
    size = List.copyOf(size);
    stride = List.copyOf(stride);
  }

  /** Square windows that do not overlap. */
  public MaxPool(int size) {
    this(Sizes.square(size), Sizes.square(size), Padding.VALID);
  }

  /** Pooling over all positions. */
  public static MaxPool global() {
    return new MaxPool(List.of(), List.of(), Padding.VALID);
  }

  /** Whether it pools over the whole input. */
  public boolean isGlobal() {
    return size.isEmpty();
  }

  @Override
  public String type() {
    return PoolWindows.type(NAME, size);
  }

  @Override
  public String namePrefix() {
    return "pool";
  }

  @Override
  public String summary() {
    return PoolWindows.summary(NAME, size, stride, padding);
  }

  @Override
  public Optional<Window> window(List<Shape> inputs) {
    return Optional.of(PoolWindows.of(inputs, size, stride, padding));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Sizes.output(window(inputs).orElseThrow(), inputs.get(0).channels());
  }

  @Override
  public Operation compile(CompileContext context) {
    Window window = window(context.inputs()).orElseThrow();
    int channels = context.input().channels();
    return new PoolingOperation(
        context.kernels().maxPooling(window, channels), window, channels, "max");
  }
}
