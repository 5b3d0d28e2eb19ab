package dev.convoy.spark.command.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.data.DataSummary;
import dev.convoy.run.AveragingAdvice;
import dev.convoy.run.MetricsLine;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.RunListener;
import dev.convoy.run.RunResult;
import dev.convoy.train.EpochMetrics;
import dev.convoy.train.RoundCost;
import dev.convoy.train.TrainingState;
import dev.convoy.worker.Evaluation;
import java.util.Locale;
import java.util.Optional;

/** Shows a run as it goes on: notes on standard error, results on standard output. */
public final class RunConsole implements RunListener, AutoCloseable {
  private static final double PERCENT = 100;

  /** As much of the hash as people compare. */
  private static final int SHOWN_HASH = 16;

  private final Console console;
  private final RunDefinition run;
  private final String out;
  private final RemainingTime remaining;
  private Optional<Progress> progress = Optional.empty();

  /**
   * Shows a run.
   *
   * @param out what the user called the run directory
   */
  public RunConsole(Console console, RunDefinition run, String out) {
    this.console = console;
    this.run = run;
    this.out = out;
    this.remaining =
        new RemainingTime(
            run.data().training().summary().size(),
            run.length().epochs(),
            run.data().test().isPresent(),
            run.selection().modelSelection().earlyStopping().isPresent());
  }

  /** Says what will be done. */
  public void begins() {
    DataSummary summary = run.data().training().summary();
    console.note(
        "training %s on %,d examples of %s, %d worker(s), batch %d, sync %s, outer %s, %s, augment %s,"
            + " seed %d",
        run.modelName(),
        summary.size(),
        summary.shape(),
        run.averaging().workers(),
        run.recipe().batchSize(),
        run.averaging().synchronization().text(),
        run.averaging().synchronization().outer().text(),
        run.recipe().optimization().optimizer().text(),
        run.recipe().augmentations().text(),
        run.recipe().seed());
    run.remarks().forEach(this::warned);
    AveragingAdvice.about(run).ifPresent(this::warned);
  }

  @Override
  public void resumed(TrainingState state) {
    console.note("%s: going on after %s", out, state.text());
  }

  @Override
  public void roundStarted(int epoch, int round, int rounds) {
    if (progress.isEmpty()) {
      progress = Optional.of(new Progress(console, run.length().epochs()));
    }
    progress.get().roundStarted(epoch, round, rounds);
  }

  @Override
  public void roundEnded(int epoch, int round, int rounds, RoundCost cost) {
    remaining.roundEnded(epoch, round, rounds, cost).ifPresent(this::warned);
  }

  @Override
  public void epochEnded(TrainingState state, EpochMetrics epoch) {
    console.result(
        MetricsLine.epoch(epoch),
        "epoch %d/%d: loss %.4f, training %.2f %%%s, %.1f s, %.0f images/s",
        epoch.epoch(),
        run.length().epochs(),
        epoch.training().loss(),
        PERCENT * epoch.training().accuracy(),
        text(epoch.test()),
        epoch.time().total(),
        epoch.imagesPerSecond());
    if (!run.isLast(state)) {
      remaining.epochEnded(epoch).ifPresent(this::warned);
    }
  }

  @Override
  public void recalibrated(Optional<Evaluation> test) {
    console.result(MetricsLine.recalibration(test), "recalibrated%s", text(test));
  }

  @Override
  public void warned(String message) {
    console.note("%s", message);
  }

  /** Says that the run stops before its end, and how it can go on. */
  public void stopped(String reason, Optional<String> lastCheckpoint) {
    console.note(
        "%s: stopped by %s %s; give the same command with --resume to go on",
        out,
        reason,
        lastCheckpoint.map(place -> "after " + place).orElse("before the first checkpoint"));
  }

  /** Shows the result. */
  public void ended(RunResult result) {
    ObjectNode event = result.json().put("out", out);
    console.result(
        event,
        "%s: %s%s%d epochs, %,d parameters (SHA-256 %s), %.1f s, in %s",
        result.model(),
        result.testAccuracy().isPresent()
            ? String.format(
                Locale.ROOT,
                "test accuracy %.2f %% after ",
                PERCENT * result.testAccuracy().getAsDouble())
            : "",
        result.bestEpoch().isPresent()
            ? "epoch " + result.bestEpoch().getAsInt() + ", the best of "
            : "",
        result.epochs(),
        result.parameters(),
        result.sha256().substring(0, SHOWN_HASH),
        result.seconds(),
        out);
  }

  /** What an evaluation on test data adds to a line; empty if there was none. */
  private static String text(Optional<Evaluation> test) {
    return test.map(
            result -> String.format(Locale.ROOT, ", test %.2f %%", PERCENT * result.accuracy()))
        .orElse("");
  }

  /** Stops showing progress. */
  @Override
  public void close() {
    progress.ifPresent(Progress::close);
  }
}
