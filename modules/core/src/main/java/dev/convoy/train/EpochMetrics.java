package dev.convoy.train;

import java.util.Optional;

/**
 * What an epoch brought.
 *
 * @param epoch its number, from 1
 * @param rounds how often workers synchronized in it
 * @param training losses and hits during training, while the parameters moved
 * @param discarded number of examples whose contribution was left out, because it was not finite
 * @param test on the test data after the epoch, if there are any
 * @param trainingSeconds time of its rounds
 * @param seconds time of its rounds and the evaluation
 */
public record EpochMetrics(
    int epoch,
    int rounds,
    Evaluation training,
    long discarded,
    Optional<Evaluation> test,
    double trainingSeconds,
    double seconds) {
  /** Training speed, without evaluation. */
  public double imagesPerSecond() {
    return training.examples() / trainingSeconds;
  }
}
