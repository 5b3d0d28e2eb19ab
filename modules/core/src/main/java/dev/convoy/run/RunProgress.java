package dev.convoy.run;

import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.model.ParameterLayout;
import dev.convoy.train.TrainingState;
import dev.convoy.weights.ParametersHash;
import java.util.Optional;
import java.util.OptionalInt;

/** The progress of a run: the last saved state and the metrics up to it. */
final class RunProgress {
  private static final double NANOSECONDS = 1e9;

  private final RunDefinition run;
  private final MetricsLog metrics = new MetricsLog();
  private final boolean wasComplete;

  /**
   * The last saved state. Its vectors may be large, so they are held only while they are needed.
   */
  private Optional<TrainingState> saved;

  private Optional<float[]> recalibrated = Optional.empty();

  /** The progress of a run that has not started. */
  RunProgress(RunDefinition run) {
    this.run = run;
    this.wasComplete = false;
    this.saved = Optional.empty();
  }

  /**
   * The progress of a run that was interrupted or is complete.
   *
   * @throws IllegalArgumentException if the metrics lack a completed epoch
   */
  RunProgress(RunDefinition run, Checkpoint earlier) {
    this.run = run;
    this.wasComplete = earlier.complete();
    this.saved = Optional.of(earlier.training());
    metrics.continueFrom(earlier.metrics(), earlier.epoch());
  }

  /** The metrics so far. */
  MetricsLog metrics() {
    return metrics;
  }

  /** Whether the final model was written by an earlier session. */
  boolean wasComplete() {
    return wasComplete;
  }

  /** The last saved state, possibly without its vectors. */
  Optional<TrainingState> saved() {
    return saved;
  }

  /** Whether training has ended, so that only the final model is left to write. */
  boolean isTrained() {
    boolean trained = saved.filter(run::isLast).isPresent();
    return wasComplete
        || (trained && (!run.selection().recalibrates() || recalibrated.isPresent()));
  }

  /** Returns the state to resume from and releases its vectors; empty for a new run. */
  Optional<TrainingState> takeState() {
    Optional<TrainingState> state = saved;
    saved = state.map(TrainingState::withoutVectors);
    return state;
  }

  /** Records that a state was saved. */
  void saved(TrainingState state) {
    saved = Optional.of(run.isLast(state) ? state : state.withoutVectors());
  }

  /**
   * Replaces the final parameters. The last checkpoint keeps its own, so that training can continue
   * with more epochs.
   */
  void recalibrated(TrainingState last, float[] parameters) {
    saved = Optional.of(last);
    recalibrated = Optional.of(parameters);
  }

  /** The checkpoint of a state between two rounds. */
  Checkpoint checkpoint(TrainingState state) {
    return checkpoint(state, false);
  }

  /** The checkpoint of a run whose training has ended. */
  Checkpoint complete() {
    TrainingState last = saved.orElseThrow();
    TrainingState end =
        new TrainingState(last.epoch(), last.progress(), parameters(last), last.state());
    return checkpoint(end, true);
  }

  private Checkpoint checkpoint(TrainingState state, boolean complete) {
    return new Checkpoint(run.recipe().model(), state, run.config(), metrics.save(), complete);
  }

  private float[] parameters(TrainingState last) {
    return recalibrated.orElseGet(last::result);
  }

  /** The result of a run whose training has ended. */
  RunResult result(long startTime) {
    TrainingState last = saved.orElseThrow();
    OptionalInt bestEpoch = metrics.bestEpoch();
    return new RunResult(
        run.modelName(),
        last.epoch(),
        bestEpoch,
        metrics.testAccuracy(bestEpoch.orElse(last.epoch())),
        ParameterLayout.of(run.recipe().model()).trained(),
        ParametersHash.of(parameters(last)),
        (System.nanoTime() - startTime) / NANOSECONDS);
  }
}
