package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.Checkpoint;
import dev.convoy.checkpoint.ParametersHash;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.model.ParameterLayout;
import dev.convoy.train.Candidates;
import dev.convoy.train.EpochMetrics;
import dev.convoy.train.Evaluation;
import dev.convoy.train.RoundCost;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Saves and shows what each epoch of a run brings, and its end. */
final class RunReport {
  private static final double NANOSECONDS = 1e9;

  private final long startTime = System.nanoTime();
  private final Console console;
  private final TrainingJob job;
  private final String out;
  private final RunDirectory directory;
  private final int epochs;
  private final RemainingTime remaining;
  private final MetricsLog metrics = new MetricsLog();

  /** What was committed last; its vectors, which may be large, only while they are needed. */
  private Optional<TrainingState> saved = Optional.empty();

  private boolean complete;
  private Optional<float[]> recalibrated = Optional.empty();

  /**
   * Nothing has been done yet.
   *
   * @param out what the user called the run directory
   * @param directory where to write, by whoever may
   */
  RunReport(Console console, TrainingJob job, String out, RunDirectory directory, int epochs) {
    this.console = console;
    this.job = job;
    this.out = out;
    this.directory = directory;
    this.epochs = epochs;
    this.remaining =
        new RemainingTime(
            job.training().summary().size(),
            epochs,
            job.test().isPresent(),
            job.supervision().earlyStopping().isPresent());
  }

  /**
   * Takes over what an interrupted run has done.
   *
   * @throws IllegalArgumentException if its metrics lack an epoch that is done
   */
  void continueFrom(Checkpoint earlier) {
    TrainingState state =
        new TrainingState(
            earlier.epoch(),
            earlier.progress(),
            earlier.parameters(),
            earlier.state(),
            earlier.candidates());
    saved = Optional.of(state);
    complete = earlier.complete();
    metrics.continueFrom(earlier.metrics(), earlier.epoch());
    if (!earlier.complete()) {
      console.note("%s: going on after %s", out, state.text());
    }
  }

  /**
   * Hands over the state that training goes on from; empty if it has to start. Its vectors, which
   * may be large, are not held any longer.
   */
  Optional<TrainingState> takeState() {
    Optional<TrainingState> state = saved;
    saved = state.map(TrainingState::withoutVectors);
    return state;
  }

  /** Whether there is nothing left to do but to write the final model. */
  boolean isDone() {
    boolean trained = saved.filter(this::isLast).isPresent();
    return complete || (trained && (!job.recalibrates() || recalibrated.isPresent()));
  }

  /** Whether training ends with this state. */
  boolean isLast(TrainingState state) {
    return state.epoch() >= epochs || job.supervision().stops(state);
  }

  Progress progress() {
    return new Progress(console, epochs);
  }

  TrainingListener listener(Progress progress) {
    return new TrainingListener() {
      @Override
      public void roundStarted(int epoch, int round, int rounds) {
        progress.roundStarted(epoch, round, rounds);
      }

      @Override
      public void roundEnded(int epoch, int round, int rounds, RoundCost cost) {
        metrics.roundEnded(epoch, round, rounds, cost);
        remaining.roundEnded(epoch, round, rounds, cost).ifPresent(this::warned);
      }

      @Override
      public void rolledBack(TrainingState state) {
        metrics.goBack();
      }

      @Override
      public void checkpointDue(TrainingState state) {
        save(state);
      }

      @Override
      public void epochEnded(TrainingState state, EpochMetrics epoch) {
        ObjectNode event = EpochEvent.json(epoch);
        metrics.epochEnded(event);
        save(state);
        console.result(event, "%s", EpochEvent.text(epoch, epochs));
        if (!isLast(state)) {
          remaining.epochEnded(epoch).ifPresent(this::warned);
        }
      }

      @Override
      public void warned(String message) {
        warn(message);
      }
    };
  }

  /** Says something that a user should know. */
  void warn(String message) {
    console.note("%s", message);
  }

  private void save(TrainingState state) {
    try {
      directory.commit(checkpoint(state, false));
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint after " + state.text() + ": " + e.getMessage(), e);
    }
    saved = Optional.of(isLast(state) ? state : state.withoutVectors());
  }

  /**
   * Takes over the parameters that the final model gets; the checkpoint of the last epoch keeps its
   * own, so that the run can go on with more epochs.
   *
   * @param test how well they do, if there are test data
   */
  void recalibrated(TrainingState last, float[] parameters, Optional<Evaluation> test) {
    saved = Optional.of(last);
    recalibrated = Optional.of(parameters);
    ObjectNode event = EpochEvent.recalibration(test);
    metrics.recalibrated(event);
    console.result(event, "recalibrated%s", EpochEvent.text(test));
  }

  private float[] result(TrainingState last) {
    return recalibrated.orElseGet(last::result);
  }

  /** A state to go on from, or the result of a run that is complete. */
  private Checkpoint checkpoint(TrainingState state, boolean complete) {
    return new Checkpoint(
        job.recipe().model(),
        complete ? result(state) : state.parameters(),
        state.state(),
        state.epoch(),
        state.progress(),
        job.config(epochs),
        metrics.save(),
        complete,
        complete ? Candidates.NONE : state.candidates());
  }

  /** Says where the data were kept. */
  void dataStored(List<String> lines) {
    lines.forEach(line -> console.note("%s", line));
  }

  /** Says which round brought nothing; what was saved before it is kept. */
  void givenUp(String round) {
    console.note("%s", round);
  }

  /** Says that the run stops before its end, and from where it can go on. */
  void stopped(String reason) {
    console.note(
        "%s: stopped by %s %s; give the same command with --resume to go on",
        out,
        reason,
        saved.map(state -> "after " + state.text()).orElse("before the first checkpoint"));
  }

  /** Writes the final model, if it is not there yet, and shows the result. */
  void finish() throws IOException {
    TrainingState last = saved.orElseThrow();
    if (!complete) {
      directory.finish(checkpoint(last, true));
    }
    OptionalInt bestEpoch = metrics.bestEpoch();
    RunResult result =
        new RunResult(
            job.modelName(),
            last.epoch(),
            bestEpoch,
            metrics.testAccuracy(bestEpoch.orElse(last.epoch())),
            ParameterLayout.of(job.recipe().model()).trained(),
            ParametersHash.of(result(last)),
            (System.nanoTime() - startTime) / NANOSECONDS,
            out);
    console.result(result.json(), "%s", result.text());
  }
}
