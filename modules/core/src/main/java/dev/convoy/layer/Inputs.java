package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/** Checks of a layer's inputs that several layers share. */
final class Inputs {
  private Inputs() {}

  static Shape only(List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("has " + inputs.size() + " inputs, takes exactly 1");
    }
    return inputs.get(0);
  }

  /** The only input, which must have so many spatial axes. */
  static Shape spatial(List<Shape> inputs, int axes) {
    Shape input = only(inputs);
    if (input.spatial().size() != axes) {
      throw new IllegalArgumentException(
          "input is "
              + input
              + ", must be "
              + String.join(" × ", Shape.axisNames(axes))
              + " × channels");
    }
    return input;
  }

  /** The only input, which must have a spatial axis at least. */
  static Shape spatial(List<Shape> inputs) {
    Shape input = only(inputs);
    if (input.spatial().isEmpty()) {
      throw new IllegalArgumentException(
          "input is " + input + ", must have a spatial size before the channels");
    }
    return input;
  }

  static void several(List<Shape> inputs) {
    if (inputs.size() < 2) {
      throw new IllegalArgumentException("has " + inputs.size() + " input, takes at least 2");
    }
  }
}
