package dev.convoy.loss;

/**
 * The mean over classes of (output − target)², where the target is 1 for the true class and 0 for
 * others; for a mixed example it is the share of the class.
 */
public record MeanSquaredError() implements Loss {
  static final String NAME = "meanSquaredError";

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
      int label = targets.labels()[n];
      int other = targets.other(n);
      float share = targets.share(n);
      double squares = 0;
      for (int c = 0; c < classes; c++) {
        int at = n * classes + c;
        float target = (c == label ? share : 0) + (c == other ? 1 - share : 0);
        double difference = (double) outputs[at] - target;
        squares += difference * difference;
        if (gradient.length > 0) {
          gradient[at] = (float) (2 * difference / classes / denominator);
        }
      }
      losses += squares / classes;
    }
    return losses;
  }
}
