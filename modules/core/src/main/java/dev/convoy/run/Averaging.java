package dev.convoy.run;

import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;

/**
 * How workers average their results.
 *
 * @param workers number of partitions of the training data, each with its own replica; at least 1
 * @param synchronization when workers synchronize, and what is averaged
 * @param rateScaling how the learning rate depends on the number of workers
 */
public record Averaging(int workers, Synchronization synchronization, RateScaling rateScaling) {
  /** Checks the number of workers. */
  public Averaging {
    if (workers < 1) {
      throw new IllegalArgumentException("workers " + workers + " must be at least 1");
    }
  }
}
