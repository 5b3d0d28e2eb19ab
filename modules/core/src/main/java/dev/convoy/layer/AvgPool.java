package dev.convoy.layer;

import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Average pooling in one, two or three dimensions: each output is the mean of its channel under the
 * window.
 *
 * <p>Source: ONNX operators AveragePool and GlobalAveragePool.
 *
 * @param size sizes of the window, outermost first, as in height and width; empty for global
 *     pooling over the whole input
 * @param stride a step for each of them; empty for global pooling
 * @param padding how the input is padded
 * @param countPadding whether padding counts in the divisor
 */
public record AvgPool(
    List<Integer> size, List<Integer> stride, Padding padding, boolean countPadding)
    implements Layer {
  private static final String NAME = "avgPool";

  /** Checks the sizes. */
  public AvgPool {
    PoolWindows.check(NAME, size, stride, padding);
    size = List.copyOf(size);
    stride = List.copyOf(stride);
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
    return PoolWindows.type(NAME, size);
  }

  @Override
  public String namePrefix() {
    return "pool";
  }

  @Override
  public String summary() {
    return PoolWindows.summary(NAME, size, stride, padding) + (countPadding ? ", counted" : "");
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
        context.kernels().averagePooling(window, channels, countPadding),
        window,
        channels,
        "average");
  }
}
