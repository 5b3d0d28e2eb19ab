package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Swish, x / (1 + exp(−x)); also called sigmoid linear unit, SiLU.
 *
 * <p>Source: ONNX operators Sigmoid and Mul; Ramachandran et al., Searching for Activation
 * Functions, 2017.
 */
public record Swish() implements Layer {
  @Override
  public String type() {
    return "swish";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new InputActivationOperation(new Curve(), context.input().size(), "x / (1 + exp(−x))");
  }

  private record Curve() implements InputActivationOperation.Function {
    @Override
    public void values(int count, float[] x, float[] y, int at, double[] chunk) {
      Exponential.load(count, x, at, chunk);
      Exponential.logistic(count, chunk, 1);
      for (int i = 0; i < count; i++) {
        y[at + i] = (float) (Math.max(x[at + i], -Exponential.LIMIT) * chunk[i]);
      }
    }

    @Override
    public void gradient(int count, float[] x, float[] dy, float[] dx, int at, double[] chunk) {
      Exponential.load(count, x, at, chunk);
      Exponential.logistic(count, chunk, 1);
      for (int i = 0; i < count; i++) {
        double z = Math.max(-Exponential.LIMIT, Math.min(Exponential.LIMIT, x[at + i]));
        double s = chunk[i];
        dx[at + i] = (float) (dy[at + i] * (s * Math.fma(z, 1 - s, 1)));
      }
    }
  }
}
