package dev.convoy.average;

/**
 * How an epoch is cut into rounds.
 *
 * @param batches that the worker with the most examples has in an epoch
 * @param length batches of a round; the last may have fewer
 */
public record Rounds(int batches, int length) {
  /** Number of rounds of an epoch. */
  public int count() {
    return Math.toIntExact(((long) batches + length - 1) / length);
  }

  /** The first batch of a round, both counted from 0; of the round after the last, the end. */
  public int first(int round) {
    return Math.toIntExact(Math.min(batches, (long) round * length));
  }
}
