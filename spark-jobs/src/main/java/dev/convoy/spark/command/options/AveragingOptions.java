package dev.convoy.spark.command.options;

import dev.convoy.average.InnerState;
import dev.convoy.average.OuterUpdate;
import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import dev.convoy.average.WireFormat;
import dev.convoy.spark.reduce.ReduceMode;
import picocli.CommandLine.Option;

/** The options of {@code train} that say when workers synchronize, and how. */
final class AveragingOptions {
  @Option(
      names = "--sync",
      paramLabel = "S",
      defaultValue = "epoch",
      description = {
        "When workers synchronize: 'epoch' averages parameters after each epoch, 'steps:H' after H"
            + " batches, 'gradient' averages the gradients of each batch (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String sync;

  @Option(
      names = "--outer",
      paramLabel = "U",
      defaultValue = "average",
      description = {
        "What to do with the mean of the parameters: 'average' takes it,"
            + " 'nesterov[:rate[,momentum]]' adds momentum to its change (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String outer;

  @Option(
      names = "--inner-state",
      paramLabel = "I",
      defaultValue = "reset",
      description = {
        "What becomes of the optimizer's state between rounds: 'reset' to zero, or 'average', which"
            + " sends and averages it like parameters (default: ${DEFAULT-VALUE})."
      })
  private String innerState;

  @Option(
      names = "--scale-rate",
      paramLabel = "X",
      defaultValue = "none",
      description = {
        "What more workers do to the learning rate: 'none', or 'sqrt': over the first epoch it grows"
            + " by the square root of their number (default: ${DEFAULT-VALUE})."
      })
  private String scaleRate;

  @Option(
      names = "--wire",
      paramLabel = "F",
      defaultValue = "float32",
      description = {
        "What workers send: 'float32', or 'bfloat16', half of the bytes, for which the change of the"
            + " parameters is rounded; part of the result (default: ${DEFAULT-VALUE})."
      })
  private String wire;

  @Option(
      names = "--reduce",
      paramLabel = "R",
      defaultValue = "auto",
      description =
          "Where the workers' vectors are averaged: 'collect' on the driver, 'shuffle' on the"
              + " executors, so that the driver holds one vector, or 'auto' by their size; the result"
              + " is the same (default: ${DEFAULT-VALUE}).")
  private String reduce;

  /** When and what to average. */
  Synchronization synchronization() {
    return Synchronization.parse(
        sync, OuterUpdate.parse(outer), InnerState.named(innerState), WireFormat.named(wire));
  }

  /** What the number of workers does to the learning rate. */
  RateScaling rateScaling() {
    return RateScaling.named(scaleRate);
  }

  /** Where vectors are averaged. */
  ReduceMode reduceMode() {
    return ReduceMode.named(reduce);
  }
}
