package dev.convoy.train;

/**
 * What the evaluations after the epochs so far have led to.
 *
 * @param bestEpoch the epoch of the best evaluation, from 1; 0 before the first
 * @param best its score, larger the better
 * @param reductions how often the learning rate was lowered since evaluations got no better
 * @param reducedAfter the epoch after which it was lowered last; 0 if it never was
 */
public record Watch(int bestEpoch, double best, int reductions, int reducedAfter) {
  /** Before the first evaluation. */
  public static final Watch NONE = new Watch(0, 0, 0, 0);

  /** Checks that nothing is negative but the score. */
  public Watch {
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
  Watch seen(int epoch, double score, double more) {
    return bestEpoch == 0 || score > best + more
        ? new Watch(epoch, score, reductions, reducedAfter)
        : this;
  }

  /** With the rate lowered once more if so many epochs in a row have brought nothing. */
  Watch lowered(int epoch, int patience) {
    return epoch - Math.max(bestEpoch, reducedAfter) >= patience
        ? new Watch(bestEpoch, best, reductions + 1, epoch)
        : this;
  }
}
