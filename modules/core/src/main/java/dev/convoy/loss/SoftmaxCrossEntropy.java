package dev.convoy.loss;

/**
 * Cross-entropy of the softmax of the outputs (logits): −Σ y · log p, with the gradient p − y.
 * Shifted by the maximum, so it is finite everywhere.
 *
 * <p>Source: ONNX operator SoftmaxCrossEntropyLoss.
 */
public record SoftmaxCrossEntropy() implements Loss {
  static final String NAME = "softmaxCrossEntropy";

  @Override
  public String name() {
    return NAME;
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
      losses +=
          StrictMath.log(sum)
              - (share * ((double) outputs[at + label] - maximum)
                  + (1 - share) * ((double) outputs[at + other] - maximum));
      for (int c = 0; c < classes && gradient.length > 0; c++) {
        double probability = StrictMath.exp((double) outputs[at + c] - maximum) / sum;
        double target = (c == label ? share : 0) + (c == other ? 1 - share : 0);
        gradient[at + c] = (float) ((probability - target) / denominator);
      }
    }
    return losses;
  }
}
