package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Rectified linear unit with a bound, min(max(x, 0), 6); its derivative at 0 and at 6 is 0.
 *
 * <p>Source: ONNX operator Clip; Sandler et al., MobileNetV2: Inverted Residuals and Linear
 * Bottlenecks, 2018.
 */
public record Relu6() implements Layer {
  private static final float MOST = 6;

  @Override
  public String type() {
    return "relu6";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new ActivationOperation(
        new LearningRateSchedule(), context.input().size(), "min(max(x, 0), 6)");
  }

  private record LearningRateSchedule() implements ActivationOperation.Function {
    @Override
    public void values(int count, float[] x, float[] y, int at, double[] chunk) {
      for (int i = at; i < at + count; i++) {
        y[i] = Math.min(Math.max(x[i], 0f), MOST);
      }
    }

    @Override
    public void gradient(int from, int to, float[] y, float[] dy, float[] dx) {
      for (int i = from; i < to; i++) {
        float inside = Math.min(y[i], MOST - y[i]);
        dx[i] = dy[i] * Math.max(0f, ActivationOperation.atMostOne(inside));
      }
    }
  }
}
