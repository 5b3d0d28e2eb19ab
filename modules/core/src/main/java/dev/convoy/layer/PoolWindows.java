package dev.convoy.layer;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * What pooling layers have in common: windows, which must look at one input position at least, and
 * global pooling, whose sizes are empty and whose window is the whole input, whatever its axes.
 */
final class PoolWindows {
  private PoolWindows() {}

  /** The name of the layer's type: plain for images and for global pooling. */
  static String type(String name, List<Integer> size) {
    return size.isEmpty() || size.size() == 2 ? name : name + size.size() + "d";
  }

  /** Checks the sizes. */
  static void check(String name, List<Integer> size, List<Integer> stride, Padding padding) {
    if (size.isEmpty() && stride.isEmpty()) {
      if (!padding.equals(Padding.VALID)) {
        throw new IllegalArgumentException(name + ": global pooling takes no padding");
      }
      return;
    }
    int axes = Sizes.axes(name + ": size", size);
    String type = type(name, size);
    Sizes.of(type + ": size", axes, size);
    Sizes.of(type + ": stride", axes, stride);
    Sizes.requireAxes(type, axes, padding);
  }

  static String summary(String name, List<Integer> size, List<Integer> stride, Padding padding) {
    return size.isEmpty()
        ? name + " global"
        : type(name, size)
            + " "
            + Sizes.text(size)
            + " stride "
            + Sizes.text(stride)
            + " padding "
            + padding;
  }

  static Window of(List<Shape> inputs, List<Integer> size, List<Integer> stride, Padding padding) {
    if (size.isEmpty()) {
      List<Integer> whole = Inputs.spatial(inputs).spatial();
      return new Window(
          whole.stream().map(length -> new Axis(length, length, length, 1, 0, 0)).toList());
    }
    Shape input = Inputs.spatial(inputs, size.size());
    Window window = Sizes.window(input, size, stride, Sizes.same(size.size(), 1), padding);
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
