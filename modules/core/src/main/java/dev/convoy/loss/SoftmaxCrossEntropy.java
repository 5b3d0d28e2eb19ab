package dev.convoy.loss;

/**
 * Cross-entropy of the softmax of the outputs (logits): −Σ y · log p, with the gradient p − y.
 * Outputs are shifted by their maximum, so the loss is finite everywhere. With smoothing s and C
 * classes the target y becomes (1 − s) · y + s / C. An example's loss is multiplied by the weight
 * of its class; in a mixed example each class's part has its own weight.
 *
 * <p>Sources: ONNX operator SoftmaxCrossEntropyLoss; Szegedy et al., Rethinking the Inception
 * Architecture for Computer Vision, 2016 (smoothing).
 *
 * @param smoothing label smoothing, at least 0 and below 1
 * @param classWeights weights of the classes
 */
public record SoftmaxCrossEntropy(float smoothing, ClassWeights classWeights) implements Loss {
  static final String NAME = "softmaxCrossEntropy";

  /** Checks the smoothing. */
  public SoftmaxCrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "label-smoothing " + smoothing + " must be at least 0 and below 1");
    }
  }

  /** Makes a loss without smoothing and class weights. */
  public SoftmaxCrossEntropy() {
    this(0f, ClassWeights.NONE);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Loss plain() {
    return new SoftmaxCrossEntropy();
  }

  @Override
  public Loss with(float newSmoothing, ClassWeights newWeights) {
    return new SoftmaxCrossEntropy(newSmoothing, newWeights);
  }

  @Override
  public double evaluate(
      int examples,
      int classes,
      float[] outputs,
      Targets targets,
      int denominator,
      float[] gradient) {
    double losses = 0;
    for (int n = 0; n < examples; n++) {
      int at = n * classes;
      float maximum = outputs[at];
      for (int c = 1; c < classes; c++) {
        maximum = Math.max(maximum, outputs[at + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += StrictMath.exp((double) outputs[at + c] - maximum);
      }
      int label = targets.labels()[n];
      int other = targets.other(n);
      float share = targets.share(n);
      double first = share * classWeights.factor(label);
      double second = (1 - share) * classWeights.factor(other);
      double weight = first + second;
      double onLabel = (1 - smoothing) * first;
      double onOther = (1 - smoothing) * second;
      double onEach = weight * smoothing / classes;
      losses +=
          weight * StrictMath.log(sum)
              - (onLabel * ((double) outputs[at + label] - maximum)
                  + onOther * ((double) outputs[at + other] - maximum)
                  + (smoothing > 0 ? onEach * sumBelow(maximum, outputs, at, classes) : 0));
      for (int c = 0; c < classes && gradient.length > 0; c++) {
        double probability = StrictMath.exp((double) outputs[at + c] - maximum) / sum;
        double target = onEach + (c == label ? onLabel : 0) + (c == other ? onOther : 0);
        gradient[at + c] = (float) ((weight * probability - target) / denominator);
      }
    }
    return losses;
  }

  /** The sum of the differences between the outputs and their maximum, in order. */
  private static double sumBelow(float maximum, float[] outputs, int at, int classes) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += (double) outputs[at + c] - maximum;
    }
    return sum;
  }
}
