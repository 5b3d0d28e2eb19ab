package dev.convoy.optim;

/**
 * Adam with bias correction: m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; p ← p − rate · m̂ / (√v̂ +
 * ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ). ε stands outside the root. The state is m, then
 * v.
 *
 * <p>Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015.
 *
 * @param rate learning rate, above 0
 * @param beta1 decay of the mean, at least 0 and below 1
 * @param beta2 decay of the mean square, at least 0 and below 1
 * @param epsilon added to the root, above 0
 */
public record Adam(float rate, float beta1, float beta2, float epsilon) implements Optimizer {
  /** Checks the bounds. */
  public Adam {
    Bounds.positive("adam: rate", rate);
    Bounds.fraction("adam: beta1", beta1);
    Bounds.fraction("adam: beta2", beta2);
    Bounds.positive("adam: epsilon", epsilon);
  }

  /** With the constants of the paper. */
  public Adam(float rate) {
    this(rate, 0.9f, 0.999f, 1e-8f);
  }

  @Override
  public int stateSize(int parameters) {
    return Math.multiplyExact(2, parameters);
  }

  @Override
  public void step(long step, float rate, float[] gradient, float[] state, float[] parameters) {
    float correction1 = (float) (1 - StrictMath.pow(beta1, step));
    float correction2 = (float) (1 - StrictMath.pow(beta2, step));
    int size = parameters.length;
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float mean = Math.fma(beta1, state[i], (1 - beta1) * g);
      float square = Math.fma(beta2, state[size + i], (1 - beta2) * g * g);
      state[i] = mean;
      state[size + i] = square;
      float root = (float) Math.sqrt(square / correction2);
      parameters[i] -= rate * (mean / correction1) / (root + epsilon);
    }
  }

  @Override
  public String text() {
    return "adam:" + rate;
  }
}
