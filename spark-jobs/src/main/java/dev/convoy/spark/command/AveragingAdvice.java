package dev.convoy.spark.command;

import dev.convoy.train.RateScaling;
import dev.convoy.train.Synchronization;
import java.util.Locale;
import java.util.Optional;

/**
 * Says when a run is outside the range in which averaging was measured to cost little, and what
 * does better there. The figures are in {@code docs/benchmarks/averaging.md}.
 *
 * @param workers number of replicas
 * @param examples of the training data
 * @param batchSize of each worker
 * @param epochs of the run
 */
record AveragingAdvice(int workers, long examples, int batchSize, int epochs) {
  /** Four workers have 1,880 steps in 8 epochs of Fashion-MNIST, eight have 944. */
  private static final long FEW_STEPS = 1500;

  /** One line, if there is something to say. */
  Optional<String> about(Synchronization synchronization, RateScaling scaling) {
    long share = (examples + workers - 1) / workers;
    long steps = (share + batchSize - 1) / batchSize * epochs;
    if (workers == 1 || steps >= FEW_STEPS || scaling != RateScaling.NONE) {
      return Optional.empty();
    }
    String better =
        synchronization instanceof Synchronization.GradientAveraging
            ? "--scale-rate sqrt"
            : "--sync steps:16 --inner-state average --scale-rate sqrt";
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%,d steps for each of %d workers are few, which costs accuracy; try %s, or more epochs",
            steps,
            workers,
            better));
  }
}
