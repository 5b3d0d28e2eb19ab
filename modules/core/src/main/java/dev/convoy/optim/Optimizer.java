package dev.convoy.optim;

import java.io.Serializable;

/**
 * A rule that moves parameters against a gradient. It holds no state: that arrives as an argument.
 */
public sealed interface Optimizer extends Serializable permits Sgd, Adam {
  /** The rate it was made with. */
  float rate();

  /** Number of floats of state for so many parameters; all zero before the first step. */
  int stateSize(int parameters);

  /**
   * Takes one step.
   *
   * @param step number of this step, from 1
   * @param rate learning rate of this step
   * @param gradient gradient of the mean loss; the same afterwards, used meanwhile
   * @param state read and overwritten
   * @param parameters read and overwritten
   */
  void step(long step, float rate, float[] gradient, float[] state, float[] parameters);

  /** The form users write, such as {@code sgd:0.02,0.9}. */
  String text();
}
