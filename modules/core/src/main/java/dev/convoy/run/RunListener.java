package dev.convoy.run;

import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import dev.convoy.worker.Evaluation;
import java.util.Optional;

/**
 * Receives the events of a run, on the thread that trains. Every method does nothing by default.
 */
public interface RunListener extends TrainingListener {
  /** Ignores every event. */
  RunListener SILENT = new RunListener() {};

  /** The run continues after this state, which an earlier session has saved. */
  default void resumed(TrainingState state) {}

  /**
   * The running statistics of the final model were computed anew.
   *
   * @param test the evaluation of that model, if there are test data
   */
  default void recalibrated(Optional<Evaluation> test) {}
}
