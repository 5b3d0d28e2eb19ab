package dev.convoy.layer;

import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Average pooling: each output is the mean of its channel under the window.
 *
 * <p>Source: ONNX operators AveragePool and GlobalAveragePool.
 *
 * @param size height and width of the window; empty for global pooling over the whole input
 * @param stride vertical and horizontal step; empty for global pooling
 * @param padding how the input is padded
 * @param countPadding whether padding counts in the divisor
 */
public record AvgPool(
    List<Integer> size, List<Integer> stride, Padding padding, boolean countPadding)
    implements Layer {
  /** Checks the sizes. */
  public AvgPool {
    if (!size.isEmpty() || !stride.isEmpty()) {
      size = Sizes.pair("avgPool: size", size);
      stride = Sizes.pair("avgPool: stride", stride);
    } else if (!padding.equals(Padding.VALID)) {
      throw new IllegalArgumentException("avgPool: global pooling takes no padding");
    }
  }

  /** Square windows that do not overlap. */
  public AvgPool(int size) {
    this(Sizes.square(size), Sizes.square(size), Padding.VALID, false);
  }

  /** Pooling over all positions. */
  public static AvgPool global() {
    return new AvgPool(List.of(), List.of(), Padding.VALID, false);
  }

  /** Whether it pools over the whole input. */
  public boolean isGlobal() {
    return size.isEmpty();
  }

  @Override
  public String type() {
    return "avgPool";
  }

  @Override
  public String namePrefix() {
    return "pool";
  }

  @Override
  public String summary() {
    return isGlobal()
        ? "avgPool global"
        : "avgPool "
            + Sizes.text(size)
            + " stride "
            + Sizes.text(stride)
            + " padding "
            + padding
            + (countPadding ? ", counted" : "");
  }

  @Override
  public Optional<Window> window(List<Shape> inputs) {
    Shape input = Inputs.image(inputs);
    List<Integer> whole = input.spatial();
    return Optional.of(
        isGlobal()
            ? PoolWindows.of(input, whole, whole, Padding.VALID)
            : PoolWindows.of(input, size, stride, padding));
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
        context.kernels().averagePooling(window, channels, countPadding),
        window,
        channels,
        "average");
  }
}
