package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Gaussian error linear unit, x · Φ(x) with the standard normal distribution Φ, or its
 * approximation by a hyperbolic tangent.
 *
 * <p>Source: ONNX operator Gelu; Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.
 *
 * @param approximation which of the two
 */
public record Gelu(Approximation approximation) implements Layer {
  /** How Φ is computed; the names are ONNX's. */
  public enum Approximation {
    /** Exactly, x · Φ(x). */
    NONE,
    /** ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))). */
    TANH;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The exact form. */
  public Gelu() {
    this(Approximation.NONE);
  }

  @Override
  public String type() {
    return "gelu";
  }

  @Override
  public String summary() {
    return approximation == Approximation.NONE ? "gelu" : "gelu " + approximation;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    int size = context.input().size();
    return switch (approximation) {
      case NONE -> new InputActivationOperation(new Exact(), size, "x·Φ(x)");
      case TANH ->
          new InputActivationOperation(
              new Approximate(), size, "x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2");
    };
  }

  /** With v = |x| it is max(x, 0) − v · Φ(−v), which loses nothing far below 0. */
  private record Exact() implements InputActivationOperation.Function {
    private static final double DENSITY_AT_ZERO = 0.3989422804014327;

    /** So large that the product with any float above 0 is above 1. */
    private static final double HUGE = 0x1p200;

    @Override
    public void values(int count, double[] x, double[] tails, double[] bells) {
      NormalTail.tails(count, x, tails, bells);
      for (int i = 0; i < count; i++) {
        x[i] = Math.max(x[i], 0) - NormalTail.distance(x[i]) * tails[i];
      }
    }

    /** Φ(x) + x · φ(x), where Φ(x) is the tail below 0, and above 0 what the tail leaves. */
    @Override
    public void derivatives(int count, double[] x, double[] tails, double[] bells) {
      NormalTail.tails(count, x, tails, bells);
      for (int i = 0; i < count; i++) {
        tails[i] = NormalTail.distance(x[i]) * (bells[i] * DENSITY_AT_ZERO) - tails[i];
      }
      for (int i = 0; i < count; i++) {
        double above = Math.max(0, Math.min(1, x[i] * HUGE));
        x[i] = Math.fma(2 * above - 1, tails[i], above);
      }
    }
  }

  /** As ½ · (1 + tanh(u)) is the logistic function of 2 · u, it is x times that. */
  private record Approximate() implements InputActivationOperation.Function {
    private static final double CUBIC = 0.044715;

    /** 2 · √(2/π). */
    private static final double SCALE = 1.5957691216057308;

    /** Farther out, the logistic function is 0 or 1. */
    private static final double LIMIT = 12;

    @Override
    public void values(int count, double[] x, double[] room, double[] more) {
      logistic(count, x, room);
      for (int i = 0; i < count; i++) {
        x[i] = Math.max(x[i], -LIMIT) * room[i];
      }
    }

    @Override
    public void derivatives(int count, double[] x, double[] room, double[] more) {
      logistic(count, x, room);
      for (int i = 0; i < count; i++) {
        double z = Math.max(-LIMIT, Math.min(LIMIT, x[i]));
        double inner = SCALE * Math.fma(3 * CUBIC * z, z, 1);
        x[i] = room[i] * Math.fma(z * (1 - room[i]), inner, 1);
      }
    }

    private static void logistic(int count, double[] x, double[] values) {
      for (int i = 0; i < count; i++) {
        values[i] = x[i] * Math.fma(CUBIC * x[i], x[i], 1);
      }
      Exponential.logistic(count, values, SCALE);
    }
  }
}
