package dev.convoy.run;

import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Split;
import dev.convoy.evaluate.Evaluator;
import dev.convoy.evaluate.Recalibration;
import dev.convoy.lease.Lease;
import dev.convoy.lease.LeaseHeldException;
import dev.convoy.train.RunPolicy;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingState;
import dev.convoy.worker.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One driver's work on a run: it trains the remaining epochs, saves checkpoints and writes the
 * final model. It holds the run's lease until it is closed, so only one session at a time can work
 * on a run. Not thread-safe.
 *
 * <pre>{@code
 * RunLocation location = RunLocation.at("runs/first", storage).resuming(true);
 * try (RunSession session = location.open(definition, listener);
 *     Cluster cluster = ...) {
 *   session.train(cluster);
 *   RunResult result = session.finish();
 * }
 * }</pre>
 */
public final class RunSession implements AutoCloseable {
  private final long startTime = System.nanoTime();
  private final RunDefinition run;
  private final RunDirectory directory;
  private final Lease lease;
  private final RunProgress progress;
  private final RunListener listener;

  RunSession(
      RunDefinition run,
      RunDirectory directory,
      Lease lease,
      RunProgress progress,
      RunListener listener) {
    this.run = run;
    this.directory = directory;
    this.lease = lease;
    this.progress = progress;
    this.listener = listener;
    if (!progress.wasComplete()) {
      progress.saved().ifPresent(listener::resumed);
    }
  }

  /** Whether training has ended, so that {@link #finish} can be called. */
  public boolean isTrained() {
    return progress.isTrained();
  }

  /** The position of the last checkpoint, such as {@code epoch 3}; empty if there is none. */
  public Optional<String> lastCheckpoint() {
    return progress.saved().map(TrainingState::text);
  }

  /**
   * Trains until the run ends. Parameters and errors are those of {@link #train(Cluster, int,
   * BooleanSupplier)}.
   */
  public void train(Cluster cluster) throws IOException {
    train(cluster, Integer.MAX_VALUE, () -> false);
  }

  /**
   * Trains until the run ends or a stop is requested. Claims the directory if the run is new. Saves
   * a checkpoint after each epoch and on a stop.
   *
   * @param cluster a cluster that holds the run's training data and its test data, if there are any
   * @param checkpointRounds within an epoch, a checkpoint is saved after this number of rounds
   * @param stopRequested asked before each round
   * @throws LeaseHeldException if another driver has taken over the run
   * @throws IOException if the run directory cannot be written; the message names the file
   * @throws dev.convoy.worker.TrainingFailedException if training fails for another reason
   */
  public void train(Cluster cluster, int checkpointRounds, BooleanSupplier stopRequested)
      throws IOException {
    if (isTrained()) {
      return;
    }
    unlessTakenOver(
        () -> {
          if (directory.inspect() == RunDirectory.State.EMPTY) {
            directory.start(run.config());
          }
          Trainer trainer =
              run.trainer(
                  cluster,
                  new RunRecorder(progress, directory, listener),
                  new RunPolicy(
                      checkpointRounds,
                      run.length().onNan(),
                      () -> stopRequested.getAsBoolean() || lease.isLost()));
          TrainingState initial = run.initialState(trainer, progress.takeState());
          TrainingState last = trainer.train(initial, run.length().epochs());
          if (run.selection().recalibrates() && run.isLast(last)) {
            recalibrate(cluster, last);
          }
        });
  }

  private void recalibrate(Cluster cluster, TrainingState last) {
    float[] parameters = Recalibration.of(cluster, run.recipe(), last.result());
    Optional<Evaluation> test =
        run.data()
            .test()
            .map(
                data ->
                    Evaluator.evaluate(
                        cluster,
                        "evaluation after recalibration",
                        Split.TEST,
                        run.recipe(),
                        parameters));
    progress.recalibrated(last, parameters);
    progress.metrics().recalibrated(MetricsLine.recalibration(test));
    listener.recalibrated(test);
  }

  /**
   * Writes the final model, unless an earlier session wrote it, and returns the result.
   *
   * @throws IllegalStateException if training has not ended
   * @throws LeaseHeldException if another driver has taken over the run
   * @throws IOException if the model cannot be written; the message names the file
   */
  public RunResult finish() throws IOException {
    if (!isTrained()) {
      throw new IllegalStateException("the run has not been trained to its end");
    }
    if (!progress.wasComplete()) {
      unlessTakenOver(() -> directory.finish(progress.complete()));
    }
    return progress.result(startTime);
  }

  /**
   * Checks that no other driver has taken over the run.
   *
   * @throws LeaseHeldException if one has
   */
  public void requireHeld() throws IOException {
    lease.requireHeld();
  }

  /** Work that writes to the run directory. */
  private interface Work {
    void run() throws IOException;
  }

  /**
   * Runs work. Another driver that takes over the run deletes files that this one is writing; in
   * that case the failure is reported as a {@link LeaseHeldException}.
   */
  private void unlessTakenOver(Work work) throws IOException {
    try {
      work.run();
    } catch (IOException | UncheckedIOException e) {
      try {
        lease.requireHeld();
      } catch (LeaseHeldException taken) {
        throw taken;
      } catch (IOException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
  }

  /** Releases the lease. Unsaved progress is lost. */
  @Override
  public void close() {
    lease.close();
  }
}
