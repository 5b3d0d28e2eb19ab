package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Exponential linear unit: x for x &gt; 0, else alpha · (exp(x) − 1).
 *
 * <p>Source: ONNX operator Elu; Clevert et al., Fast and Accurate Deep Network Learning by
 * Exponential Linear Units, 2016.
 *
 * @param alpha minus the limit at −∞, above 0
 */
public record Elu(float alpha) implements Layer {
  /** Checks alpha. */
  public Elu {
    if (!(alpha > 0 && alpha < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("elu: alpha " + alpha + " must be above 0 and finite");
    }
  }

  @Override
  public String type() {
    return "elu";
  }

  @Override
  public String summary() {
    return "elu " + alpha;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ActivationOperation(
        new Curve(alpha), context.input().size(), "x > 0 ? x : alpha·(exp(x) − 1)");
  }

  private record Curve(float alpha) implements ActivationOperation.Function {
    @Override
    public float value(float x) {
      return x > 0 ? x : (float) (alpha * StrictMath.expm1(x));
    }

    @Override
    public float derivative(float value) {
      return value > 0 ? 1 : value + alpha;
    }
  }
}
