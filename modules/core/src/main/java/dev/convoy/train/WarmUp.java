package dev.convoy.train;

import java.io.Serializable;

/**
 * How the first epoch is cut when later ones are a round each: its last round is half of it, the
 * one before a quarter, and so on; the first takes what is left. The replicas of a long first round
 * drift so far apart from random weights that their mean is worth little.
 *
 * @param rounds of the first epoch, at least 1; less if there are not so many batches
 */
public record WarmUp(int rounds) implements Serializable {
  /** The first epoch is like the others. */
  public static final WarmUp NONE = new WarmUp(1);

  /** Checks the number. */
  public WarmUp {
    if (rounds < 1) {
      throw new IllegalArgumentException("warmup-rounds " + rounds + " must be at least 1");
    }
  }

  /** Refuses rounds that could have no effect. */
  void requireNone(String sync) {
    if (rounds > 1) {
      throw new IllegalArgumentException(
          "warmup-rounds " + rounds + " needs sync epoch, not " + sync);
    }
  }

  /** Number of rounds that so many batches are cut into, each of at least one batch. */
  int count(int batches) {
    int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(batches - 1);
    return Math.min(rounds, 1 + halvings);
  }

  /** The first batch of a round, both counted from 0; of the round after the last, the end. */
  int first(int round, int batches) {
    if (round == 0) {
      return 0;
    }
    int halvings = count(batches) - round;
    return (int) ((batches + (1L << halvings) - 1) >> halvings);
  }
}
