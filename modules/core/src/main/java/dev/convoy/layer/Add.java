package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * The sum of two or more inputs of one shape, as at the end of a residual block.
 *
 * <p>Source: ONNX operator Sum; He et al., Deep Residual Learning for Image Recognition, 2016.
 */
public record Add() implements Layer {
  @Override
  public String type() {
    return "add";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Inputs.several(inputs);
    for (Shape input : inputs) {
      if (!input.equals(inputs.get(0))) {
        throw new IllegalArgumentException(
            "inputs are " + inputs.get(0) + " and " + input + ", must be of one shape");
      }
    }
    return inputs.get(0);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new AddOperation(context);
  }
}
