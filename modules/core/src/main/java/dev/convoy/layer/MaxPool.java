package dev.convoy.layer;

import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Max pooling: each output is the largest input of its channel under the window; padding never
 * wins. The first of equal inputs gets the gradient.
 *
 * <p>Source: ONNX operator MaxPool.
 *
 * @param size height and width of the window
 * @param stride vertical and horizontal step
 * @param padding how the input is padded; less than the window's size on each side
 */
public record MaxPool(List<Integer> size, List<Integer> stride, Padding padding) implements Layer {
  /** Checks the sizes. */
  public MaxPool {
    size = Sizes.pair("maxPool: size", size);
    stride = Sizes.pair("maxPool: stride", stride);
  }

  /** Square windows that do not overlap. */
  public MaxPool(int size) {
    this(Sizes.square(size), Sizes.square(size), Padding.VALID);
  }

  @Override
  public String type() {
    return "maxPool";
  }

  @Override
  public String namePrefix() {
    return "pool";
  }

  @Override
  public String summary() {
    return "maxPool " + Sizes.text(size) + " stride " + Sizes.text(stride) + " padding " + padding;
  }

  @Override
  public Optional<Window> window(List<Shape> inputs) {
    return Optional.of(PoolWindows.of(Inputs.image(inputs), size, stride, padding));
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
