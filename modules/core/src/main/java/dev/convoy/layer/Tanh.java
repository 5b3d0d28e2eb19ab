package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Hyperbolic tangent.
 *
 * <p>Source: ONNX operator Tanh.
 */
public record Tanh() implements Layer {
  @Override
  public String type() {
    return "tanh";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ActivationOperation(new Curve(), context.input().size(), "tanh(x)");
  }

  private record Curve() implements ActivationOperation.Function {
    @Override
    public float value(float x) {
      return (float) StrictMath.tanh(x);
    }

    @Override
    public float derivative(float value) {
      return 1 - value * value;
    }
  }
}
