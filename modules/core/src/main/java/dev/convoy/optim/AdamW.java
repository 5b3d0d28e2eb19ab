package dev.convoy.optim;

/**
 * Adam with decoupled weight decay: before Adam's step weights shrink, p ← p − rate · decay · p.
 * Biases and scales do not decay. The state is Adam's.
 *
 * <p>Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019; the decay is
 * multiplied by the rate, as in PyTorch.
 *
 * @param adam the Adam step
 * @param decay weight decay, at least 0 and below 1
 */
public record AdamW(Adam adam, float decay) implements Optimizer {
  /** Checks the bounds. */
  public AdamW {
    Bounds.fraction("adamw: decay", decay);
  }

  @Override
  public float rate() {
    return adam.rate();
  }

  @Override
  public int stateSize(int parameters) {
    return adam.stateSize(parameters);
  }

  @Override
  public void step(
      long step,
      float rate,
      float[] gradient,
      float[] state,
      float[] parameters,
      ParameterRange range) {
    if (range.weights()) {
      float shrinkage = rate * decay;
      int to = range.to();
      for (int i = range.from(); i < to; i++) {
        parameters[i] = Math.fma(-shrinkage, parameters[i], parameters[i]);
      }
    }
    adam.step(step, rate, gradient, state, parameters, range);
  }

  @Override
  public String text() {
    return "adamw:" + adam.rate() + "," + decay;
  }
}
