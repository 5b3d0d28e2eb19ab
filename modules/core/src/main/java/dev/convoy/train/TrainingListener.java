package dev.convoy.train;

/** Told how training goes, on the thread that trains. */
public interface TrainingListener {
  /** A round begins; rounds are counted from 1 in each epoch. */
  default void roundStarted(int epoch, int round, int rounds) {}

  /** A round is done and cost so much; the cost is of one round. */
  default void roundEnded(int epoch, int round, int rounds, RoundCost cost) {}

  /** Within an epoch, a checkpoint is due; this is where the state is saved. */
  default void checkpointDue(TrainingState state) {}

  /** An epoch is complete; this is where its state is saved. */
  default void epochEnded(TrainingState state, EpochMetrics metrics) {}

  /** Training goes back to the state that was saved last. */
  default void rolledBack(TrainingState saved) {}

  /** Something that a user should know while training goes on, in one line. */
  default void warned(String message) {}
}
