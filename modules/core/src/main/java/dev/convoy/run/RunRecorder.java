package dev.convoy.run;

import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.train.EpochMetrics;
import dev.convoy.train.RoundCost;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Saves states and metrics during training, and forwards every event to a listener. */
final class RunRecorder implements TrainingListener {
  private final RunProgress progress;
  private final RunDirectory directory;
  private final RunListener listener;

  RunRecorder(RunProgress progress, RunDirectory directory, RunListener listener) {
    this.progress = progress;
    this.directory = directory;
    this.listener = listener;
  }

  @Override
  public void roundStarted(int epoch, int round, int rounds) {
    listener.roundStarted(epoch, round, rounds);
  }

  @Override
  public void roundEnded(int epoch, int round, int rounds, RoundCost cost) {
    progress.metrics().roundEnded(epoch, round, rounds, cost);
    listener.roundEnded(epoch, round, rounds, cost);
  }

  @Override
  public void checkpointDue(TrainingState state) {
    save(state);
    listener.checkpointDue(state);
  }

  @Override
  public void epochEnded(TrainingState state, EpochMetrics metrics) {
    progress.metrics().epochEnded(MetricsLine.epoch(metrics));
    save(state);
    listener.epochEnded(state, metrics);
  }

  @Override
  public void rolledBack(TrainingState saved) {
    progress.metrics().goBack();
    listener.rolledBack(saved);
  }

  @Override
  public void warned(String message) {
    listener.warned(message);
  }

  private void save(TrainingState state) {
    try {
      directory.commit(progress.checkpoint(state));
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint after " + state.text() + ": " + e.getMessage(), e);
    }
    progress.saved(state);
  }
}
