package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Adds zeros at the sides of the spatial axes; a negative amount cuts positions off.
 *
 * <p>Source: ONNX operator Pad.
 *
 * @param amounts a start and an end for each axis, outermost first, as in top, bottom, left, right;
 *     or one amount for all sides
 */
public record ZeroPad(List<Integer> amounts) implements Layer {
  /** Copies the amounts. */
  public ZeroPad {
    amounts = List.copyOf(amounts);
    if (!List.of(1, 2, 4, 6).contains(amounts.size())) {
      throw new IllegalArgumentException(
          "zeroPad: padding "
              + amounts
              + " must be one amount or a start and an end for each axis");
    }
  }

  /** The same amount on all sides. */
  public ZeroPad(int amount) {
    this(List.of(amount));
  }

  @Override
  public String type() {
    return "zeroPad";
  }

  @Override
  public String summary() {
    return "zeroPad " + amounts.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** A start and an end for each axis of an input. */
  private List<Integer> sides(Shape input) {
    int axes = input.spatial().size();
    if (amounts.size() == 1) {
      return Collections.nCopies(2 * axes, amounts.get(0));
    }
    if (amounts.size() != 2 * axes) {
      throw new IllegalArgumentException(
          "input is "
              + input
              + ", padding "
              + amounts
              + " must be one amount or "
              + 2 * axes
              + ": "
              + String.join(", ", Padding.sides(axes)));
    }
    return amounts;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.spatial(inputs);
    List<Integer> sides = sides(input);
    List<Integer> spatial = new ArrayList<>();
    for (int i = 0; i < input.spatial().size(); i++) {
      int length = input.spatial().get(i);
      long padded = (long) length + sides.get(2 * i) + sides.get(2 * i + 1);
      if (padded < 1) {
        throw new IllegalArgumentException(
            "input is "
                + input
                + ", "
                + Shape.axisNames(input.spatial().size()).get(i)
                + ": padding of "
                + sides.get(2 * i)
                + " and "
                + sides.get(2 * i + 1)
                + " leaves nothing of "
                + length
                + " positions");
      }
      spatial.add(Sizes.length(input, i, padded));
    }
    return Sizes.requireHeld(new Shape(spatial, input.channels()), 1);
  }

  @Override
  public Operation compile(CompileContext context) {
    Shape input = context.input();
    return new ZeroPadOperation(input, outputShape(context.inputs()), sides(input));
  }
}
