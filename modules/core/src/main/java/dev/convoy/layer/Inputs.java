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

  static Shape image(List<Shape> inputs) {
    Shape input = only(inputs);
    if (input.spatial().size() != 2) {
      throw new IllegalArgumentException(
          "input is " + input + ", must be height × width × channels");
    }
    return input;
  }

  static void several(List<Shape> inputs) {
    if (inputs.size() < 2) {
      throw new IllegalArgumentException("has " + inputs.size() + " input, takes at least 2");
    }
  }
}
