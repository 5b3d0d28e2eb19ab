package dev.convoy.optim;

/**
 * RMSprop: v ← decay · v + (1 − decay) · g²; p ← p − rate · g / (√v + ε). The state is v.
 *
 * <p>Source: Tieleman and Hinton, Lecture 6.5: rmsprop, 2012.
 *
 * @param rate learning rate, above 0
 * @param decay decay of the mean square, at least 0 and below 1
 * @param epsilon added to the root, above 0
 */
public record RmsProp(float rate, float decay, float epsilon) implements Optimizer {
  private static final float EPSILON = 1e-8f;

  /** Checks the bounds. */
  public RmsProp {
    Bounds.positive("rmsprop: rate", rate);
    Bounds.fraction("rmsprop: decay", decay);
    Bounds.positive("rmsprop: epsilon", epsilon);
  }

  /** Makes RMSprop with ε = 1e-8. */
  public RmsProp(float rate, float decay) {
    this(rate, decay, EPSILON);
  }

  @Override
  public int stateSize(int parameters) {
    return parameters;
  }

  @Override
  public void step(
      long step,
      float rate,
      float[] gradient,
      float[] state,
      float[] parameters,
      ParameterRange range) {
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float square = Math.fma(decay, state[i], (1 - decay) * g * g);
      state[i] = square;
      parameters[i] -= rate * g / ((float) Math.sqrt(square) + epsilon);
    }
  }

  @Override
  public String text() {
    return "rmsprop:" + rate + "," + decay;
  }
}
