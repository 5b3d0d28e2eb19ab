package dev.convoy.layer;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.List;

/** Pairs of sizes (height, width) and the windows made of them. */
final class Sizes {
  private Sizes() {}

  static List<Integer> square(int size) {
    return List.of(size, size);
  }

  static List<Integer> pair(String what, List<Integer> sizes) {
    if (sizes.size() != 2 || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          what + " " + sizes + " must be a height and a width of at least 1");
    }
    return List.copyOf(sizes);
  }

  static String text(List<Integer> sizes) {
    return sizes.get(0) + "×" + sizes.get(1);
  }

  static Window window(
      Shape input,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding) {
    Axis height = axis(0, "height", input, kernel, stride, dilation, padding);
    Axis width = axis(1, "width", input, kernel, stride, dilation, padding);
    return new Window(List.of(height, width));
  }

  private static Axis axis(
      int index,
      String name,
      Shape input,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding) {
    int length = input.spatial().get(index);
    try {
      return padding.axis(index, length, kernel.get(index), stride.get(index), dilation.get(index));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("input is " + input + ", " + name + ": " + e.getMessage());
    }
  }

  static Shape output(Window window, int channels) {
    return new Shape(window.axes().stream().map(Axis::output).toList(), channels);
  }
}
