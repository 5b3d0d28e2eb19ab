package dev.convoy.train;

/**
 * Tracks the best evaluation so far and the reductions of the learning rate that followed.
 *
 * @param bestEpoch the epoch of the best evaluation, from 1; 0 before the first
 * @param best its score; higher is better
 * @param reductions how often the learning rate was reduced because evaluations did not improve
 * @param reducedAfter the epoch after which the rate was last reduced; 0 if it never was
 */
public record BestEpochTracker(int bestEpoch, double best, int reductions, int reducedAfter) {
  /** The tracker before the first evaluation. */
  public static final BestEpochTracker NONE = new BestEpochTracker(0, 0, 0, 0);

  /** Checks that only the score may be negative. */
  public BestEpochTracker {
    if (bestEpoch < 0 || reductions < 0 || reducedAfter < 0) {
      throw new IllegalArgumentException(
          "watch: best epoch "
              + bestEpoch
              + ", reductions "
              + reductions
              + " and reduced after "
              + reducedAfter
              + " must be at least 0");
    }
  }

  /**
   * Adds an evaluation, which counts as better if its score exceeds the best by more than {@code
   * more}.
   */
  BestEpochTracker seen(int epoch, double score, double more) {
    return bestEpoch == 0 || score > best + more
        ? new BestEpochTracker(epoch, score, reductions, reducedAfter)
        : this;
  }

  /** Reduces the rate once more if {@code patience} epochs in a row brought no improvement. */
  BestEpochTracker lowered(int epoch, int patience) {
    return epoch - Math.max(bestEpoch, reducedAfter) >= patience
        ? new BestEpochTracker(bestEpoch, best, reductions + 1, epoch)
        : this;
  }
}
