package dev.convoy.train;

/**
 * What the evaluations after the epochs so far have led to.
 *
 * @param bestEpoch the epoch of the best evaluation, from 1; 0 before the first
 * @param best its score, larger the better
 * @param reductions how often the learning rate was lowered since evaluations got no better
 * @param reducedAfter the epoch after which it was lowered last; 0 if it never was
 */
public record BestEpochTracker(int bestEpoch, double best, int reductions, int reducedAfter) {
  /** Before the first evaluation. */
  public static final BestEpochTracker NONE = new BestEpochTracker(0, 0, 0, 0);

  /** Checks that nothing is negative but the score. */
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

  /** After one more evaluation, which is better if its score is above the best one's by more. */
  BestEpochTracker seen(int epoch, double score, double more) {
    return bestEpoch == 0 || score > best + more
        ? new BestEpochTracker(epoch, score, reductions, reducedAfter)
        : this;
  }

  /** With the rate lowered once more if so many epochs in a row have brought nothing. */
  BestEpochTracker lowered(int epoch, int patience) {
    return epoch - Math.max(bestEpoch, reducedAfter) >= patience
        ? new BestEpochTracker(bestEpoch, best, reductions + 1, epoch)
        : this;
  }
}
