package dev.convoy.spark.command.options;

import dev.convoy.model.Initializer;
import dev.convoy.optim.GradientTransforms;
import dev.convoy.optim.Optimizers;
import dev.convoy.run.LossConfig;
import dev.convoy.run.OptimizerConfig;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code train} that say what is made small, and by which steps. */
final class OptimizationOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "O",
      defaultValue = "sgd:0.02,0.9",
      description = {
        "sgd[:rate[,momentum[,nesterov]]], adam[:rate], adamw[:rate[,decay of weights]],"
            + " rmsprop[:rate[,decay of the mean square]] or lars[:rate[,momentum[,decay of"
            + " weights]]] (default: ${DEFAULT-VALUE})."
      })
  private String optimizer;

  @Option(
      names = "--loss",
      paramLabel = "L",
      defaultValue = "softmaxCrossEntropy",
      description = "softmaxCrossEntropy or meanSquaredError (default: ${DEFAULT-VALUE}).")
  private String loss;

  @Option(
      names = "--label-smoothing",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Spread this share of each target evenly over all classes; not in evaluations (default:"
              + " ${DEFAULT-VALUE}).")
  @Range(least = 0, most = 1)
  private float labelSmoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "W",
      defaultValue = "none",
      description =
          "What losses of each class are multiplied by: 'none', 'balanced' (every class the same in"
              + " all) or a number for each with commas between; scaled so that their mean over the"
              + " training data is 1, not in evaluations (default: ${DEFAULT-VALUE}).")
  private String classWeights;

  @Option(
      names = "--initializer",
      paramLabel = "I",
      defaultValue = "glorot-uniform",
      description =
          "How weights start: he-normal, he-uniform, glorot-normal or glorot-uniform (default:"
              + " ${DEFAULT-VALUE}).")
  private String initializer;

  @Option(
      names = "--schedule",
      paramLabel = "C",
      defaultValue = "constant",
      description = {
        "What becomes of the learning rate over the run: 'constant'; 'step:E,F', times F after each E"
            + " epochs; 'milestones:E,...,F', times F after each of these epochs; 'exponential:F',"
            + " times F an epoch, evenly; 'cosine[:end]', to this share of it (0) at the end;"
            + " 'one-cycle[:rise]', from a 25th up to it over this share of the run (0.3), then down"
            + " to a ten-thousandth, momentum unchanged; 'plateau[:F[,P]]', times F (0.1) after each"
            + " P epochs (3) without a better evaluation (default: ${DEFAULT-VALUE})."
      })
  private String schedule;

  @Option(
      names = "--warmup",
      paramLabel = "E",
      defaultValue = "0",
      description =
          "Epochs, or a fraction of one, in which the rate grows evenly from a thousandth of what the"
              + " schedule says (default: ${DEFAULT-VALUE}).")
  @Range(least = 0, most = 1_000_000)
  private float warmUp;

  @Option(
      names = "--l1",
      paramLabel = "A",
      defaultValue = "0",
      description =
          "A penalty of A times the sum of absolute weights; biases and normalization are left out,"
              + " and losses are reported without it (default: ${DEFAULT-VALUE}).")
  @Range(least = 0, most = 1_000_000)
  private float l1;

  @Option(
      names = "--l2",
      paramLabel = "B",
      defaultValue = "0",
      description =
          "A penalty of B/2 times the sum of squared weights, likewise; what others call weight"
              + " decay, such as 5e-4 (default: ${DEFAULT-VALUE}).")
  @Range(least = 0, most = 1_000_000)
  private float l2;

  @Option(
      names = "--clip-norm",
      paramLabel = "C",
      description =
          "Scale a step's gradient down to this norm, over all that is trained, before penalties are"
              + " added (default: gradients as they are).")
  @Range(least = 0, above = true, most = 1e9)
  private Optional<Float> clipNorm;

  @Option(
      names = "--accumulate",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Take a step with the mean gradient of K batches in a row, which count as one batch for"
              + " --sync: a batch K times as large in the memory of one (default:"
              + " ${DEFAULT-VALUE}).")
  @Range(most = 1_000_000)
  private int accumulation;

  /** The loss. */
  LossConfig loss() {
    return new LossConfig(loss, labelSmoothing, classWeights);
  }

  /** How weights start. */
  Initializer initializer() {
    return Initializer.named(initializer);
  }

  /** How parameters are updated. */
  OptimizerConfig optimizer() {
    return new OptimizerConfig(
        Optimizers.parse(optimizer),
        schedule,
        warmUp,
        new GradientTransforms(l1, l2, clipNorm.orElse(Float.POSITIVE_INFINITY)),
        accumulation);
  }
}
