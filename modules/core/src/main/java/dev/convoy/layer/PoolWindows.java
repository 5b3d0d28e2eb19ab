package dev.convoy.layer;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;

/** Windows of pooling layers, which must look at one input position at least. */
final class PoolWindows {
  private PoolWindows() {}

  static Window of(Shape input, List<Integer> size, List<Integer> stride, Padding padding) {
    Window window = Sizes.window(input, size, stride, Sizes.square(1), padding);
    for (Axis axis : window.axes()) {
      boolean startsOutside = axis.padStart() >= axis.kernel();
      boolean endsOutside = axis.source(axis.output() - 1, 0) >= axis.input();
      if (startsOutside || endsOutside) {
        throw new IllegalArgumentException(
            "input is "
                + input
                + ", padding "
                + padding
                + " leaves a window with nothing but padding");
      }
    }
    return window;
  }
}
