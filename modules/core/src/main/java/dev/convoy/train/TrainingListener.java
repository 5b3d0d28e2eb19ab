package dev.convoy.train;

/** Told how training goes, on the thread that trains. */
public interface TrainingListener {
  /** A round begins; rounds are counted from 1 in each epoch. */
  default void roundStarted(int epoch, int round, int rounds) {}

  /** An epoch is complete; this is where its state is saved. */
  default void epochEnded(TrainingState state, EpochMetrics metrics) {}
}
