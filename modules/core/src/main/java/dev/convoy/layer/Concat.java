package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Two or more inputs of one height and width joined on their channels, as at the end of parallel
 * branches.
 *
 * <p>Source: ONNX operator Concat on the channel axis; Szegedy et al., Going Deeper with
 * Convolutions, 2015.
 */
public record Concat() implements Layer {
  @Override
  public String type() {
    return "concat";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Inputs.several(inputs);
    long channels = 0;
    for (Shape input : inputs) {
      if (!input.spatial().equals(inputs.get(0).spatial())) {
        throw new IllegalArgumentException(
            "inputs are " + inputs.get(0) + " and " + input + ", must have the same spatial sizes");
      }
      channels += input.channels();
    }
    if (channels > Shape.MOST_VALUES) {
      throw new IllegalArgumentException(
          "inputs have " + channels + " channels in all, must have at most " + Shape.MOST_VALUES);
    }
    return new Shape(inputs.get(0).spatial(), (int) channels);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ConcatOperation(context);
  }
}
