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
        new LearningRateSchedule(alpha), context.input().size(), "x > 0 ? x : alpha·(exp(x) − 1)");
  }

  private record LearningRateSchedule(float alpha) implements ActivationOperation.Function {
    @Override
    public void values(int count, float[] x, float[] y, int at, double[] chunk) {
      Exponential.load(count, x, at, chunk);
      Exponential.minusOne(count, chunk, 1, -Exponential.LIMIT, 0);
      // One of the two terms is 0.
      for (int i = 0; i < count; i++) {
        y[at + i] = (float) (alpha * chunk[i]) + Math.max(x[at + i], 0f);
      }
    }

    @Override
    public void gradient(int from, int to, float[] y, float[] dy, float[] dx) {
      for (int i = from; i < to; i++) {
        float positive = Math.max(0f, ActivationOperation.atMostOne(y[i]));
        float negative = Math.min(0f, y[i]) + alpha;
        dx[i] = dy[i] * Math.fma(1 - positive, negative, positive);
      }
    }
  }
}
