package dev.convoy.plan;

/** One node's step in a plan: its operation, connected to its memory. */
sealed interface Step permits OperationStep, TimedStep {
  /** The node's name. */
  String name();

  /** Whether any gradient flows through the step. */
  boolean runsBackward();

  /** See {@link dev.convoy.layer.Operation#prepare}. */
  void prepare(float[] parameters);

  /** See {@link dev.convoy.layer.Operation#forward}. */
  void forward(float[] parameters, int first, int count);

  /**
   * See {@link dev.convoy.layer.Operation#backward}; it also adds input gradients of other
   * consumers.
   */
  void backward(float[] parameters, float[] gradient, int first, int count);

  /** See {@link dev.convoy.layer.Operation#finishBackward}. */
  void finishBackward(float[] gradient);
}
