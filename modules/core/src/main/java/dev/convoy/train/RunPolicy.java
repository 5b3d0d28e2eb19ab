package dev.convoy.train;

import java.util.function.BooleanSupplier;

/**
 * When a run saves checkpoints and stops, and how it handles values that are not finite. Without
 * such values the policy does not affect the result.
 *
 * @param checkpointRounds number of rounds between checkpoints within an epoch; one is also due at
 *     the end of each epoch
 * @param onNan how to handle values that are not finite
 * @param stopRequested checked before each round; training stops when it returns true
 */
public record RunPolicy(int checkpointRounds, OnNan onNan, BooleanSupplier stopRequested) {
  /** Checks the number of rounds. */
  public RunPolicy {
    if (checkpointRounds < 1) {
      throw new IllegalArgumentException(
          "checkpoint-rounds " + checkpointRounds + " must be at least 1");
    }
  }

  /**
   * The default policy: never stops, saves a checkpoint after each epoch, and fails on values that
   * are not finite.
   */
  public static RunPolicy straight() {
    return new RunPolicy(Integer.MAX_VALUE, OnNan.FAIL, () -> false);
  }
}
