package dev.convoy.kernel;

/**
 * What a compiled primitive can be asked for; a primitive prepares only what it was compiled for.
 */
public enum Pass {
  /** The output from the input. */
  FORWARD,
  /** The gradient of the input from the gradient of the output. */
  INPUT_GRADIENT,
  /** The gradient of the weights from the input and the gradient of the output. */
  WEIGHT_GRADIENT
}
