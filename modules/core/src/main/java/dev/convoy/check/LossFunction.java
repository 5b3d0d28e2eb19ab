package dev.convoy.check;

/** A loss as a function of a model's parameters, with the gradient to check. */
public interface LossFunction {
  /** The loss at these parameters. */
  double loss(float[] parameters);

  /** The gradient at these parameters, in their layout. */
  float[] gradient(float[] parameters);
}
