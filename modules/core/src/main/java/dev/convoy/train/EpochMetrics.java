package dev.convoy.train;

import dev.convoy.worker.Evaluation;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an epoch brought.
 *
 * @param epoch its number, from 1
 * @param rounds how often workers synchronized in it
 * @param training losses and hits during training, while the parameters moved
 * @param discarded number of examples whose contribution was left out, because it was not finite
 * @param test on the test data after the epoch, if there are any
 * @param time what it took
 * @param bestEpoch the epoch whose parameters would be the result now; empty if it is always the
 *     last
 */
public record EpochMetrics(
    int epoch,
    int rounds,
    Evaluation training,
    long discarded,
    Optional<Evaluation> test,
    Time time,
    OptionalInt bestEpoch) {
  /**
   * What an epoch took, in seconds.
   *
   * @param training its rounds
   * @param total its rounds and the evaluation
   */
  public record Time(double training, double total) {}

  /** Training speed, without evaluation. */
  public double imagesPerSecond() {
    return training.examples() / time.training();
  }
}
