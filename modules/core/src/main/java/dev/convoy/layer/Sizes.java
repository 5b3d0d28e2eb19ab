package dev.convoy.layer;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Sizes for one to three spatial axes, outermost first, and the windows made of them. */
final class Sizes {
  private static final int MOST_AXES = 3;

  private Sizes() {}

  /** The same size for height and width. */
  static List<Integer> square(int size) {
    return List.of(size, size);
  }

  /** The same size for so many axes. */
  static List<Integer> same(int axes, int size) {
    return List.copyOf(Collections.nCopies(axes, size));
  }

  /** The number of axes that a window's sizes are for. */
  static int axes(String what, List<Integer> sizes) {
    if (sizes.isEmpty() || sizes.size() > MOST_AXES) {
      throw new IllegalArgumentException(
          what + " " + sizes + " must be 1 to " + MOST_AXES + " sizes");
    }
    return sizes.size();
  }

  /** Checks that there is a size for each of so many axes. */
  static List<Integer> of(String what, int axes, List<Integer> sizes) {
    if (sizes.size() != axes || sizes.stream().anyMatch(size -> size < 1)) {
      String rule =
          Shape.axisNames(axes).stream()
              .map(name -> "a " + name)
              .collect(Collectors.joining(" and "));
      throw new IllegalArgumentException(
          what + " " + sizes + " must be " + rule + " of at least 1");
    }
    return List.copyOf(sizes);
  }

  /** Checks that explicit padding is for so many axes. */
  static void requireAxes(String type, int axes, Padding padding) {
    if (padding instanceof Padding.Explicit explicit && explicit.amounts().size() != 2 * axes) {
      throw new IllegalArgumentException(
          type
              + ": padding "
              + explicit.amounts()
              + " must be "
              + 2 * axes
              + " amounts: "
              + String.join(", ", Padding.sides(axes)));
    }
  }

  static String text(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }

  /** The window over an input of as many axes. */
  static Window window(
      Shape input,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding) {
    return window(
        input,
        i ->
            padding.axis(i, input.spatial().get(i), kernel.get(i), stride.get(i), dilation.get(i)));
  }

  /** The window over the output of a transposed convolution; its positions are the input's. */
  static Window transposed(
      Shape input,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      OutputMargins margins) {
    return window(
        input,
        i ->
            margins
                .padding()
                .transposed(
                    i,
                    input.spatial().get(i),
                    kernel.get(i),
                    stride.get(i),
                    dilation.get(i),
                    margins.outputPadding().get(i)));
  }

  private static Window window(Shape input, IntFunction<Axis> axis) {
    List<String> names = Shape.axisNames(input.spatial().size());
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      try {
        axes.add(axis.apply(i));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "input is " + input + ", " + names.get(i) + ": " + e.getMessage());
      }
    }
    return new Window(axes);
  }

  /** A length of the output on one axis. */
  static int length(Shape input, int axis, long length) {
    if (length > Shape.MOST_VALUES) {
      String name = Shape.axisNames(input.spatial().size()).get(axis);
      throw new IllegalArgumentException(
          "input is "
              + input
              + ", the output's "
              + name
              + " would be "
              + length
              + ", must be at most "
              + Shape.MOST_VALUES);
    }
    return (int) length;
  }

  /**
   * Checks that a layer can hold a table of where the positions of its output come from.
   *
   * @param parts entries of the table for each position
   */
  static Shape requireHeld(Shape output, int parts) {
    if ((long) output.positions() * parts > Window.MOST_SOURCES) {
      throw new IllegalArgumentException(
          "output is "
              + output
              + ", must have at most "
              + Window.MOST_SOURCES / parts
              + " positions");
    }
    return output;
  }

  static Shape output(Window window, int channels) {
    return new Shape(window.axes().stream().map(Axis::output).toList(), channels);
  }
}
