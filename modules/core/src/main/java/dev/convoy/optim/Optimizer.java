package dev.convoy.optim;

import java.io.Serializable;

/**
 * A rule that moves parameters against a gradient. It holds no state: that arrives as an argument.
 */
public sealed interface Optimizer extends Serializable permits Sgd, Adam, AdamW, RmsProp, Lars {
  /** The rate it was made with. */
  float rate();

  /** Number of floats of state for so many parameters; all zero before the first step. */
  int stateSize(int parameters);

  /**
   * Takes one step with a range of the parameters.
   *
   * @param step number of this step, from 1
   * @param rate learning rate of this step
   * @param gradient gradient of the mean loss; the same afterwards, used meanwhile
   * @param state of all parameters, read and overwritten
   * @param parameters read and overwritten
   * @param range the part of the parameters that moves
   */
  void step(
      long step,
      float rate,
      float[] gradient,
      float[] state,
      float[] parameters,
      ParameterRange range);

  /** Takes one step with all parameters, as if they were the weights of one linear map. */
  default void step(long step, float rate, float[] gradient, float[] state, float[] parameters) {
    step(step, rate, gradient, state, parameters, new ParameterRange(0, parameters.length, true));
  }

  /** The form users write, such as {@code sgd:0.02,0.9}. */
  String text();
}
