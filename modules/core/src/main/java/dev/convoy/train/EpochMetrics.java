package dev.convoy.train;

import dev.convoy.worker.Evaluation;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The metrics of an epoch.
 *
 * @param epoch its number, from 1
 * @param rounds number of rounds, each ended by a synchronization
 * @param training loss and correct predictions during training, while the parameters changed
 * @param discarded number of examples whose contribution was discarded because it was not finite
 * @param test the evaluation on the test data after the epoch; empty if there are none
 * @param time duration of the epoch
 * @param bestEpoch the epoch whose parameters are the best so far; empty if the last epoch is
 *     always the result
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
   * The duration of an epoch, in seconds.
   *
   * @param training time of the rounds
   * @param total time of the rounds and the evaluation
   */
  public record Time(double training, double total) {}

  /** Training speed, without the time of the evaluation. */
  public double imagesPerSecond() {
    return training.examples() / time.training();
  }
}
