package dev.convoy.loss;

import java.io.Serializable;

/**
 * The loss of a classifier: a number for each example that training makes small. It is a mean over
 * the examples of a step, so the gradient of each example is divided by their number where it
 * starts.
 */
public sealed interface Loss extends Serializable permits SoftmaxCrossEntropy, MeanSquaredError {
  /** The name in options and files. */
  String name();

  /**
   * Computes losses and the gradient of their mean.
   *
   * @param examples number of rows
   * @param classes values in a row
   * @param outputs the model's outputs, {@code [example][class]}
   * @param targets classes of each example, 0 … classes − 1
   * @param denominator what the gradient is divided by: the examples of the whole step
   * @param gradient overwritten with the gradient of the outputs; an empty array if it is not
   *     wanted
   * @return the sum (not the mean) of the examples' losses, added in order
   */
  double evaluate(
      int examples,
      int classes,
      float[] outputs,
      Targets targets,
      int denominator,
      float[] gradient);

  /** Likewise for one true class of each example. */
  default double evaluate(
      int examples, int classes, float[] outputs, int[] labels, int denominator, float[] gradient) {
    return evaluate(examples, classes, outputs, Targets.of(labels), denominator, gradient);
  }

  /** How much of a target is spread over all classes. */
  default float smoothing() {
    return 0;
  }

  /** What the losses of a class's examples are multiplied by. */
  default ClassWeights classWeights() {
    return ClassWeights.NONE;
  }

  /** The loss without smoothing and weights, in which evaluations are reported. */
  default Loss plain() {
    return this;
  }

  /**
   * The same kind of loss with smoothed targets and weights of classes.
   *
   * @throws IllegalArgumentException if it knows none
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

  /** The loss of this name. */
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
