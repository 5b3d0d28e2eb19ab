package dev.convoy.train;

/** Receives the events of training, on the training thread. */
public interface TrainingListener {
  /** Called when a round starts; rounds are counted from 1 in each epoch. */
  default void roundStarted(int epoch, int round, int rounds) {}

  /** Called when a round ends, with the cost of that round. */
  default void roundEnded(int epoch, int round, int rounds, RoundCost cost) {}

  /** Called within an epoch when a checkpoint is due; implementations save the state here. */
  default void checkpointDue(TrainingState state) {}

  /** Called when an epoch is complete; implementations save its state here. */
  default void epochEnded(TrainingState state, EpochMetrics metrics) {}

  /** Called when training returns to the last saved state. */
  default void rolledBack(TrainingState saved) {}

  /** Called with a one-line warning for the user during training. */
  default void warned(String message) {}
}
