package dev.convoy.augment;

import dev.convoy.random.CounterRandom;

/** What steps that change levels have in common. */
final class Levels {
  private Levels() {}

  /** Uniform in [−amount, amount). */
  static float draw(float amount, long key, long counter) {
    return amount * (2 * CounterRandom.uniform(key, counter) - 1);
  }

  /** The nearest level in 0 … 1. */
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
