package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Logistic function, 1 / (1 + exp(−x)).
 *
 * <p>Source: ONNX operator Sigmoid.
 */
public record Sigmoid() implements Layer {
  @Override
  public String type() {
    return "sigmoid";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ActivationOperation(new Curve(), context.input().size(), "1 / (1 + exp(−x))");
  }

  private record Curve() implements ActivationOperation.Function {
    @Override
    public float value(float x) {
      return (float) (1 / (1 + StrictMath.exp(-x)));
    }

    @Override
    public float derivative(float value) {
      return value * (1 - value);
    }
  }
}
