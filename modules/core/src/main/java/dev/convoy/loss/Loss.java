package dev.convoy.loss;

import java.io.Serializable;

/**
 * The loss of a classifier, which training minimizes. It is a mean over the examples of a step, so
 * each example's gradient is divided by their number at the start of the backward pass.
 */
public sealed interface Loss extends Serializable permits SoftmaxCrossEntropy, MeanSquaredError {
  /** The name in options and files. */
  String name();

  /**
   * Computes losses and the gradient of their mean.
   *
   * @param examples number of rows
   * @param classes number of values in a row
   * @param outputs the model's outputs, {@code [example][class]}
   * @param targets target classes of each example, 0 … classes − 1
   * @param denominator divisor of the gradient: the number of examples in the whole step
   * @param gradient overwritten with the gradient of the outputs; pass an empty array to skip it
   * @return the sum (not the mean) of the examples' losses, added in order
   */
  double evaluate(
      int examples,
      int classes,
      float[] outputs,
      Targets targets,
      int denominator,
      float[] gradient);

  /** Computes losses and the gradient of their mean for one true class per example. */
  default double evaluate(
      int examples, int classes, float[] outputs, int[] labels, int denominator, float[] gradient) {
    return evaluate(examples, classes, outputs, Targets.of(labels), denominator, gradient);
  }

  /** The label smoothing: the share of a target that is spread over all classes. */
  default float smoothing() {
    return 0;
  }

  /** The weights of the classes. */
  default ClassWeights classWeights() {
    return ClassWeights.NONE;
  }

  /** The loss without smoothing and weights, used to report evaluations. */
  default Loss plain() {
    return this;
  }

  /**
   * Returns the same kind of loss with label smoothing and class weights.
   *
   * @throws IllegalArgumentException if the loss does not support them
   */
  default Loss with(float smoothing, ClassWeights weights) {
    if (smoothing != 0 || !weights.equals(ClassWeights.NONE)) {
      throw new IllegalArgumentException(
          (smoothing != 0
                  ? "label-smoothing " + smoothing
                  : "class-weights '" + weights.text() + "'")
              + " needs loss "
              + SoftmaxCrossEntropy.NAME
              + ", not "
              + name());
    }
    return this;
  }

  /** Returns the loss of this name. */
  static Loss named(String name) {
    return switch (name) {
      case SoftmaxCrossEntropy.NAME -> new SoftmaxCrossEntropy();
      case MeanSquaredError.NAME -> new MeanSquaredError();
      default ->
          throw new IllegalArgumentException(
              "loss '"
                  + name
                  + "': unknown; known are "
                  + SoftmaxCrossEntropy.NAME
                  + ", "
                  + MeanSquaredError.NAME);
    };
  }
}
