package dev.convoy.plan;

/** One node's place in a plan: what its operation does, on memory that is wired already. */
sealed interface Step permits OperationStep, TimedStep {
  /** The node's name. */
  String name();

  /** Whether any gradient flows through it. */
  boolean runsBackward();

  /** See {@link dev.convoy.layer.Operation#prepare}. */
  void prepare(float[] parameters);

  /** See {@link dev.convoy.layer.Operation#forward}. */
  void forward(float[] parameters, int first, int count);

  /** See {@link dev.convoy.layer.Operation#backward}; input gradients of others are added up. */
  void backward(float[] parameters, float[] gradient, int first, int count);

  /** See {@link dev.convoy.layer.Operation#finishBackward}. */
  void finishBackward(float[] gradient);
}
