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
   * @param from where the range starts
   * @param to where it ends
   * @param weights whether the range is the weights of one linear map, and not its bias or a scale;
   *     some rules treat them differently
   */
  void step(
      long step,
      float rate,
      float[] gradient,
      float[] state,
      float[] parameters,
      int from,
      int to,
      boolean weights);

  /** Takes one step with all parameters, as if they were the weights of one linear map. */
  default void step(long step, float rate, float[] gradient, float[] state, float[] parameters) {
    step(step, rate, gradient, state, parameters, 0, parameters.length, true);
  }

  /** The form users write, such as {@code sgd:0.02,0.9}. */
  String text();
}
