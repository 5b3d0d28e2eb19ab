package dev.convoy.optim;

import java.io.Serializable;

/** A rule that updates parameters from a gradient. It is stateless; the state is an argument. */
public sealed interface Optimizer extends Serializable permits Sgd, Adam, AdamW, RmsProp, Lars {
  /** The base learning rate. */
  float rate();

  /**
   * Number of floats of state for this number of parameters; all are zero before the first step.
   */
  int stateSize(int parameters);

  /**
   * Takes one step on a range of the parameters.
   *
   * @param step number of this step, from 1
   * @param rate learning rate of this step
   * @param gradient gradient of the mean loss; used as scratch space during the call and restored
   * @param state state of all parameters, read and overwritten
   * @param parameters read and overwritten
   * @param range the range to update
   */
  void step(
      long step,
      float rate,
      float[] gradient,
      float[] state,
      float[] parameters,
      ParameterRange range);

  /** Takes one step on all parameters, treated as the weights of a single linear map. */
  default void step(long step, float rate, float[] gradient, float[] state, float[] parameters) {
    step(step, rate, gradient, state, parameters, new ParameterRange(0, parameters.length, true));
  }

  /** The text that {@link Optimizers#parse} reads, such as {@code sgd:0.02,0.9}. */
  String text();
}
