package dev.convoy.optim;

/**
 * Layer-wise adaptive rate scaling (LARS), for large batches: the rate of each weight array is
 * proportional to the ratio of its norm to its gradient's norm. With trust r = 0.001 · ‖p‖ / (‖g‖ +
 * decay · ‖p‖): v ← momentum · v + rate · r · (g + decay · p); p ← p − v. For biases and scales,
 * and where a norm is 0, r is 1. Biases and scales do not decay. The state is v. Norms are computed
 * from sums of squares in double, in the order of the values.
 *
 * <p>Source: You et al., Large Batch Training of Convolutional Networks, 2017.
 *
 * @param rate learning rate, above 0
 * @param momentum at least 0 and below 1
 * @param decay weight decay, at least 0 and below 1
 */
public record Lars(float rate, float momentum, float decay) implements Optimizer {
  private static final double TRUST = 0.001;

  /** Checks the bounds. */
  public Lars {
    Bounds.positive("lars: rate", rate);
    Bounds.fraction("lars: momentum", momentum);
    Bounds.fraction("lars: decay", decay);
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
    boolean weights = range.weights();
    float shrinkage = weights ? decay : 0;
    float local = weights ? (float) (rate * trust(gradient, parameters, from, to)) : rate;
    for (int i = from; i < to; i++) {
      float change = Math.fma(shrinkage, parameters[i], gradient[i]);
      float velocity = Math.fma(momentum, state[i], local * change);
      state[i] = velocity;
      parameters[i] -= velocity;
    }
  }

  private double trust(float[] gradient, float[] parameters, int from, int to) {
    double size = Math.sqrt(Norms.squares(parameters, from, to));
    double slope = Math.sqrt(Norms.squares(gradient, from, to)) + decay * size;
    return size > 0 && slope > 0 ? TRUST * size / slope : 1;
  }

  @Override
  public String text() {
    return "lars:" + rate + "," + momentum + "," + decay;
  }
}
