package dev.convoy.optim;

/**
 * Stochastic gradient descent. With momentum m: v ← m · v + g; p ← p − rate · v, or with Nesterov's
 * variant p ← p − rate · (g + m · v). The state is v.
 *
 * <p>Source: Sutskever et al., On the importance of initialization and momentum in deep learning,
 * 2013, in the form that PyTorch uses.
 *
 * @param rate learning rate, above 0
 * @param momentum at least 0 and below 1; 0 needs no state
 * @param nesterov whether to use Nesterov momentum; requires momentum above 0
 */
public record Sgd(float rate, float momentum, boolean nesterov) implements Optimizer {
  /** Checks the bounds. */
  public Sgd {
    Bounds.positive("sgd: rate", rate);
    Bounds.fraction("sgd: momentum", momentum);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("sgd: Nesterov's variant needs a momentum above 0");
    }
  }

  /** Makes SGD without Nesterov momentum. */
  public Sgd(float rate, float momentum) {
    this(rate, momentum, false);
  }

  @Override
  public int stateSize(int parameters) {
    return momentum == 0 ? 0 : parameters;
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
    if (momentum == 0) {
      for (int i = from; i < to; i++) {
        parameters[i] = Math.fma(-rate, gradient[i], parameters[i]);
      }
    } else if (nesterov) {
      for (int i = from; i < to; i++) {
        float velocity = Math.fma(momentum, state[i], gradient[i]);
        state[i] = velocity;
        parameters[i] = Math.fma(-rate, Math.fma(momentum, velocity, gradient[i]), parameters[i]);
      }
    } else {
      for (int i = from; i < to; i++) {
        float velocity = Math.fma(momentum, state[i], gradient[i]);
        state[i] = velocity;
        parameters[i] = Math.fma(-rate, velocity, parameters[i]);
      }
    }
  }

  @Override
  public String text() {
    return "sgd:" + rate + "," + momentum + (nesterov ? ",nesterov" : "");
  }
}
