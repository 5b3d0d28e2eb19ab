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
    return new ActivationOperation(
        new LearningRateSchedule(), context.input().size(), "1 / (1 + exp(−x))");
  }

  private record LearningRateSchedule() implements ActivationOperation.Function {
    @Override
    public void values(int count, float[] x, float[] y, int at, double[] chunk) {
      Exponential.load(count, x, at, chunk);
      Exponential.logistic(count, chunk, 1);
      Exponential.store(count, chunk, y, at);
    }

    @Override
    public void gradient(int from, int to, float[] y, float[] dy, float[] dx) {
      for (int i = from; i < to; i++) {
        dx[i] = dy[i] * (y[i] * (1 - y[i]));
      }
    }
  }
}
