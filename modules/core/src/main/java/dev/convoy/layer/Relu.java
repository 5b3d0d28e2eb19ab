package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Rectified linear unit, max(x, 0); its derivative at 0 is 0.
 *
 * <p>Source: ONNX operator Relu.
 */
public record Relu() implements Layer {
  @Override
  public String type() {
    return "relu";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ReluOperation(context.kernels(), context.input().size());
  }
}
