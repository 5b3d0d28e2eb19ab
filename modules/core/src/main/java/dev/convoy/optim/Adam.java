package dev.convoy.optim;

/**
 * Adam with bias correction: m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; p ← p − rate · m̂ / (√v̂ +
 * ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ). ε is added outside the root. The state is m, then
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
  /** Small enough to stay in the L1 cache between loops. */
  private static final int CHUNK = 2048;

  /** Checks the bounds. */
  public Adam {
    Bounds.positive("adam: rate", rate);
    Bounds.fraction("adam: beta1", beta1);
    Bounds.fraction("adam: beta2", beta2);
    Bounds.positive("adam: epsilon", epsilon);
  }

  /** Makes Adam with the paper's constants. */
  public Adam(float rate) {
    this(rate, 0.9f, 0.999f, 1e-8f);
  }

  @Override
  public int stateSize(int parameters) {
    return Math.multiplyExact(2, parameters);
  }

  @Override
  public void step(
      long step,
      float rate,
      float[] gradient,
      float[] state,
      float[] parameters,
      ParameterRange range) {
    int to = range.to();
    float correction1 = (float) (1 - StrictMath.pow(beta1, step));
    float correction2 = (float) (1 - StrictMath.pow(beta2, step));
    int size = parameters.length;
    for (int at = range.from(); at < to; at += CHUNK) {
      int end = Math.min(to, at + CHUNK);
      mean(at, end, gradient, state);
      exchange(at, end, gradient, state, size);
      move(at, end, rate, state, correction1, gradient, correction2, parameters);
      exchangeBack(at, end, gradient, state, size);
    }
  }

  private void mean(int from, int to, float[] gradient, float[] state) {
    for (int i = from; i < to; i++) {
      state[i] = Math.fma(beta1, state[i], (1 - beta1) * gradient[i]);
    }
  }

  /**
   * Updates the mean square and swaps it with the gradient. The compiler vectorizes a loop only if
   * all arrays use the same index; after the swap the costly loop, {@link #move}, finds mean, mean
   * square and parameter at the same index.
   */
  private void exchange(int from, int to, float[] gradient, float[] state, int size) {
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      gradient[i] = Math.fma(beta2, state[size + i], (1 - beta2) * g * g);
      state[size + i] = g;
    }
  }

  private static void exchangeBack(int from, int to, float[] gradient, float[] state, int size) {
    for (int i = from; i < to; i++) {
      float square = gradient[i];
      gradient[i] = state[size + i];
      state[size + i] = square;
    }
  }

  private void move(
      int from,
      int to,
      float rate,
      float[] mean,
      float correction1,
      float[] square,
      float correction2,
      float[] parameters) {
    for (int i = from; i < to; i++) {
      float root = (float) Math.sqrt(square[i] / correction2);
      parameters[i] -= rate * (mean[i] / correction1) / (root + epsilon);
    }
  }

  @Override
  public String text() {
    return "adam:" + rate;
  }
}
