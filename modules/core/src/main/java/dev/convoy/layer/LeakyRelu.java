package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Leaky rectified linear unit, max(slope · x, x).
 *
 * <p>Source: ONNX operator LeakyRelu.
 *
 * @param slope of the negative side, between 0 and 1, both excluded
 */
public record LeakyRelu(float slope) implements Layer {
  /** Checks the slope. */
  public LeakyRelu {
    if (!(slope > 0 && slope < 1)) {
      throw new IllegalArgumentException(
          "leakyRelu: slope " + slope + " must be between 0 and 1, both excluded");
    }
  }

  @Override
  public String type() {
    return "leakyRelu";
  }

  @Override
  public String summary() {
    return "leakyRelu " + slope;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ActivationOperation(
        new LearningRateSchedule(slope), context.input().size(), "max(slope·x, x)");
  }

  private record LearningRateSchedule(float slope) implements ActivationOperation.Function {
    @Override
    public void values(int count, float[] x, float[] y, int at, double[] chunk) {
      for (int i = at; i < at + count; i++) {
        y[i] = Math.max(slope * x[i], x[i]);
      }
    }

    @Override
    public void gradient(int from, int to, float[] y, float[] dy, float[] dx) {
      for (int i = from; i < to; i++) {
        dx[i] = dy[i] * Math.max(slope, ActivationOperation.atMostOne(y[i]));
      }
    }
  }
}
