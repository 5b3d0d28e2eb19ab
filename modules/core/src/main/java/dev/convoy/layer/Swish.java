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
    return new InputActivationOperation(
        new LearningRateSchedule(), context.input().size(), "x / (1 + exp(−x))");
  }

  private record LearningRateSchedule() implements InputActivationOperation.Function {
    @Override
    public void values(int count, double[] x, double[] room, double[] more) {
      System.arraycopy(x, 0, room, 0, count);
      Exponential.logistic(count, room, 1);
      for (int i = 0; i < count; i++) {
        x[i] = Math.max(x[i], -Exponential.LIMIT) * room[i];
      }
    }

    @Override
    public void derivatives(int count, double[] x, double[] room, double[] more) {
      System.arraycopy(x, 0, room, 0, count);
      Exponential.logistic(count, room, 1);
      for (int i = 0; i < count; i++) {
        double z = Math.max(-Exponential.LIMIT, Math.min(Exponential.LIMIT, x[i]));
        x[i] = room[i] * Math.fma(z, 1 - room[i], 1);
      }
    }
  }
}
