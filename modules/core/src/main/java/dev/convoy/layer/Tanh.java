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
    return new ActivationOperation(new LearningRateSchedule(), context.input().size(), "tanh(x)");
  }

  /** With m = exp(2x) − 1 it is m / (m + 2), which loses nothing near 0. */
  private record LearningRateSchedule() implements ActivationOperation.Function {
    /** From here on the result rounds to 1. */
    private static final double LIMIT = 20;

    @Override
    public void values(int count, float[] x, float[] y, int at, double[] chunk) {
      Exponential.load(count, x, at, chunk);
      Exponential.minusOne(count, chunk, 2, -LIMIT, LIMIT);
      for (int i = 0; i < count; i++) {
        chunk[i] = chunk[i] / (chunk[i] + 2);
      }
      Exponential.store(count, chunk, y, at);
    }

    @Override
    public void gradient(int from, int to, float[] y, float[] dy, float[] dx) {
      for (int i = from; i < to; i++) {
        dx[i] = dy[i] * (1 - y[i] * y[i]);
      }
    }
  }
}
