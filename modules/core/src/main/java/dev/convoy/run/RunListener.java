package dev.convoy.run;

import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import dev.convoy.worker.Evaluation;
import java.util.Optional;

/** Receives the events of a run on the training thread. Every method does nothing by default. */
public interface RunListener extends TrainingListener {
  /** Ignores every event. */
  RunListener SILENT = new RunListener() {};

  /** Called when the run resumes from a state that an earlier session saved. */
  default void resumed(TrainingState state) {}

  /**
   * Called after the running statistics of the final model were recomputed.
   *
   * @param test the evaluation of that model, if there are test data
   */
  default void recalibrated(Optional<Evaluation> test) {}
}
