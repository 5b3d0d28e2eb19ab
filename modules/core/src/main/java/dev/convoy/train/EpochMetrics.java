package dev.convoy.train;

import java.util.Optional;

/**
 * What an epoch brought.
 *
 * @param epoch its number, from 1
 * @param rounds how often workers synchronized in it
 * @param training losses and hits during training, while the parameters moved
 * @param test on the test data after the epoch, if there are any
 * @param trainingSeconds time of its rounds
 * @param seconds time of the epoch, evaluation included
 */
public record EpochMetrics(
    int epoch,
    int rounds,
    Evaluation training,
    Optional<Evaluation> test,
    double trainingSeconds,
    double seconds) {
  /** Training speed, without evaluation. */
  public double imagesPerSecond() {
    return training.examples() / trainingSeconds;
  }
}
