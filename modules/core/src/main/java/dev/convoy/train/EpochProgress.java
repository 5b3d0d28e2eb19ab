package dev.convoy.train;

import dev.convoy.optim.UpdateConfig;
import dev.convoy.worker.Evaluation;

/**
 * What the rounds of an unfinished epoch have brought, beside the vectors; and how often training
 * had to go back, and what evaluations have led to.
 *
 * @param rounds number of rounds done in the epoch
 * @param counted what workers went through in them, losses and hits included
 * @param discarded number of examples whose contribution was left out, because it was not finite
 * @param seconds time of those rounds
 * @param rollbacks how often training was rolled back, in this epoch or before; each halved the
 *     learning rate
 * @param watch what the evaluations after earlier epochs have led to
 */
public record EpochProgress(
    int rounds,
    Evaluation counted,
    long discarded,
    double seconds,
    int rollbacks,
    BestEpochTracker watch) {
  private static final Evaluation NOTHING = new Evaluation(0, 0, 0);

  /** Checks that no number of its own is negative. */
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

  /** Before the first round of an epoch. */
  public static EpochProgress none(int rollbacks) {
    return none(rollbacks, BestEpochTracker.NONE);
  }

  /** Before the first round of an epoch, after some evaluations. */
  public static EpochProgress none(int rollbacks, BestEpochTracker watch) {
    return new EpochProgress(0, NOTHING, 0, 0, rollbacks, watch);
  }

  /** The rate that the schedule starts from: what was lowered on the way stays so. */
  float baseRate(UpdateConfig optimization) {
    double lowered = optimization.schedule().curve().lowered(watch.reductions());
    return (float) (Math.scalb(optimization.optimizer().rate(), -rollbacks) * lowered);
  }

  /** The same with another number of rollbacks. */
  EpochProgress withRollbacks(int changed) {
    return new EpochProgress(rounds, counted, discarded, seconds, changed, watch);
  }

  /** After one more round. */
  EpochProgress plus(Evaluation round, long newlyDiscarded, double roundSeconds) {
    // In this order, so that the sum over an epoch does not know where it was interrupted.
    Evaluation sum =
        new Evaluation(
            counted.examples() + round.examples(),
            counted.lossSum() + round.lossSum(),
            counted.correct() + round.correct());
    return new EpochProgress(
        rounds + 1, sum, discarded + newlyDiscarded, seconds + roundSeconds, rollbacks, watch);
  }
}
