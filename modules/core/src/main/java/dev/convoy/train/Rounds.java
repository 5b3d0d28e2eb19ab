package dev.convoy.train;

/**
 * How epochs are cut into rounds: all alike, but the first may be cut differently.
 *
 * @param batches that the worker with the most examples has in an epoch
 * @param length batches of a round; the last may have fewer
 * @param warmUp how the first epoch is cut
 */
public record Rounds(int batches, int length, WarmUp warmUp) {
  /** Number of rounds of an epoch; epochs are counted from 1. */
  public int count(int epoch) {
    return isWarmUp(epoch) ? warmUp.count(batches) : (batches + length - 1) / length;
  }

  /** The first batch of a round, both counted from 0; of the round after the last, the end. */
  public int first(int epoch, int round) {
    return isWarmUp(epoch)
        ? warmUp.first(round, batches)
        : Math.toIntExact(Math.min(batches, (long) round * length));
  }

  private boolean isWarmUp(int epoch) {
    return epoch == 1 && warmUp.rounds() > 1;
  }
}
