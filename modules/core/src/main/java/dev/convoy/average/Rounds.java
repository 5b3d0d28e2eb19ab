package dev.convoy.average;

/**
 * The division of an epoch into rounds.
 *
 * @param batches number of batches in an epoch, for the worker with the most examples
 * @param length number of batches in a round; the last may have fewer
 */
public record Rounds(int batches, int length) {
  /** Number of rounds of an epoch. */
  public int count() {
    return Math.toIntExact(((long) batches + length - 1) / length);
  }

  /**
   * The first batch of a round, both counted from 0; for the round after the last, the number of
   * batches.
   */
  public int first(int round) {
    return Math.toIntExact(Math.min(batches, (long) round * length));
  }
}
