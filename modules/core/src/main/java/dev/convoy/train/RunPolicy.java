package dev.convoy.train;

import java.util.function.BooleanSupplier;

/**
 * How a run is kept safe on its way: it does not change what is computed while all goes well.
 *
 * @param checkpointRounds a checkpoint is due after each so many rounds of an epoch, and at its end
 * @param onNan what happens to numbers that are not finite
 * @param stopRequested asked before each round; once it is true, training stops
 */
public record RunPolicy(int checkpointRounds, OnNan onNan, BooleanSupplier stopRequested) {
  /** Checks the number of rounds. */
  public RunPolicy {
    if (checkpointRounds < 1) {
      throw new IllegalArgumentException(
          "checkpoint-rounds " + checkpointRounds + " must be at least 1");
    }
  }

  /** Without stops, with a checkpoint at the end of each epoch, failing on what is not finite. */
  public static RunPolicy straight() {
    return new RunPolicy(Integer.MAX_VALUE, OnNan.FAIL, () -> false);
  }
}
