package dev.convoy.spark.command.options;

import picocli.CommandLine.Option;

/** The option about running statistics. */
final class StatisticsOptions {
  @Option(
      names = "--recalibrate",
      description = {
        "After the last epoch go through the training data once more and take the running"
            + " statistics of batchNorm layers anew, over all batches alike; then evaluate again."
      })
  private boolean recalibrate;

  /** Whether the final model gets statistics of its own. */
  boolean recalibrates() {
    return recalibrate;
  }
}
