package dev.convoy.train;

import dev.convoy.optim.UpdateConfig;
import dev.convoy.worker.Evaluation;

/**
 * The progress within an unfinished epoch, without the vectors. It also holds the number of
 * rollbacks and the best epoch so far.
 *
 * @param rounds number of completed rounds of the epoch
 * @param counted examples, losses and correct predictions of those rounds
 * @param discarded number of examples whose contribution was discarded because it was not finite
 * @param seconds time of those rounds, in seconds
 * @param rollbacks number of rollbacks in this epoch and earlier ones; each halved the learning
 *     rate
 * @param tracker the best of the evaluations after earlier epochs
 */
public record EpochProgress(
    int rounds,
    Evaluation counted,
    long discarded,
    double seconds,
    int rollbacks,
    BestEpochTracker tracker) {
  private static final Evaluation NOTHING = new Evaluation(0, 0, 0);

  /** Checks that no number is negative. */
  public EpochProgress {
    if (rounds < 0 || discarded < 0 || !(seconds >= 0) || rollbacks < 0) {
      throw new IllegalArgumentException(
          "epoch progress: rounds "
              + rounds
              + ", discarded "
              + discarded
              + ", seconds "
              + seconds
              + " and rollbacks "
              + rollbacks
              + " must be at least 0");
    }
  }

  /** Progress before the first round of an epoch. */
  public static EpochProgress none(int rollbacks) {
    return none(rollbacks, BestEpochTracker.NONE);
  }

  /** Progress before the first round of an epoch, after earlier evaluations. */
  public static EpochProgress none(int rollbacks, BestEpochTracker tracker) {
    return new EpochProgress(0, NOTHING, 0, 0, rollbacks, tracker);
  }

  /** The learning rate that the schedule starts from, after all reductions and rollbacks. */
  float baseRate(UpdateConfig optimization) {
    double lowered = optimization.schedule().curve().lowered(tracker.reductions());
    return (float) (Math.scalb(optimization.optimizer().rate(), -rollbacks) * lowered);
  }

  /** Returns a copy with another number of rollbacks. */
  EpochProgress withRollbacks(int changed) {
    return new EpochProgress(rounds, counted, discarded, seconds, changed, tracker);
  }

  /** Adds a completed round. */
  EpochProgress plus(Evaluation round, long newlyDiscarded, double roundSeconds) {
    // The order of addition keeps the sum the same wherever the epoch was interrupted.
    Evaluation sum =
        new Evaluation(
            counted.examples() + round.examples(),
            counted.lossSum() + round.lossSum(),
            counted.correct() + round.correct());
    return new EpochProgress(
        rounds + 1, sum, discarded + newlyDiscarded, seconds + roundSeconds, rollbacks, tracker);
  }
}
