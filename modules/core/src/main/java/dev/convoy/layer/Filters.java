package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What convolutions and transposed convolutions have in common: how filters are described. */
final class Filters {
  private Filters() {}

  /** The name of the layer's type, such as {@code conv2d}. */
  static String type(String name, List<Integer> kernel) {
    return name + kernel.size() + "d";
  }

  /** Checks the sizes. */
  static void check(
      String name,
      int filters,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding,
      int groups) {
    int axes = Sizes.axes(name + ": kernel", kernel);
    String type = type(name, kernel);
    if (filters < 1) {
      throw new IllegalArgumentException(type + ": filters " + filters + " must be at least 1");
    }
    Sizes.of(type + ": kernel", axes, kernel);
    Sizes.of(type + ": stride", axes, stride);
    Sizes.of(type + ": dilation", axes, dilation);
    Sizes.requireAxes(type, axes, padding);
    if (groups < 1 || filters % groups != 0) {
      throw new IllegalArgumentException(
          type + ": groups " + groups + " must be at least 1 and divide the filters, " + filters);
    }
  }

  static String summary(
      String name,
      int filters,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      Padding padding,
      int groups) {
    return type(name, kernel)
        + " "
        + filters
        + "@"
        + Sizes.text(kernel)
        + " stride "
        + Sizes.text(stride)
        + (dilation.stream().allMatch(d -> d == 1) ? "" : " dilation " + Sizes.text(dilation))
        + " padding "
        + padding
        + (groups == 1 ? "" : " groups " + groups);
  }

  /** Checks that groups divide the channels of the input. */
  static void requireDivides(int groups, Shape input) {
    if (input.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "input is " + input + ", groups " + groups + " must divide its channels");
    }
  }

  /** Number of taps; {@link ParameterSpec} refuses what overflows here. */
  static int taps(List<Integer> kernel) {
    return kernel.stream().reduce(1, (a, b) -> a * b);
  }

  /**
   * The weights, [kernel sizes, rows, columns], and the bias.
   *
   * @param biases number of biases, 0 for none
   */
  static List<ParameterSpec> parameters(
      List<Integer> kernel, int rows, int columns, int biases, int fanIn, int fanOut) {
    List<Integer> dimensions = new ArrayList<>(kernel);
    dimensions.add(rows);
    dimensions.add(columns);
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(ParameterSpec.weight(dimensions, fanIn, fanOut));
    if (biases > 0) {
      specs.add(ParameterSpec.bias(biases));
    }
    return specs;
  }
}
