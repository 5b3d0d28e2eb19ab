package dev.convoy.augment;

import dev.convoy.random.CounterRandom;

/** Shared functions of augmentations that change levels. */
final class Levels {
  private Levels() {}

  /** Draws a number uniformly from [−amount, amount). */
  static float draw(float amount, long key, long counter) {
    return amount * (2 * CounterRandom.uniform(key, counter) - 1);
  }

  /** Clamps a level to 0 … 1. */
  static float cut(float level) {
    return Math.min(1f, Math.max(0f, level));
  }

  /** Checks an amount in levels; also refuses NaN. */
  static void require(String step, String what, float amount) {
    if (!(amount > 0 && amount <= 1)) {
      throw new IllegalArgumentException(
          "augment " + step + ": " + what + " " + amount + " must be above 0 and at most 1");
    }
  }
}
