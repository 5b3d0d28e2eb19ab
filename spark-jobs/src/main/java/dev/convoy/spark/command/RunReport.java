package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.Locale;
import java.util.Optional;

/** Saves and shows what each epoch of a run brings, and its end. */
final class RunReport {
  private static final int DECIMALS = 6;
  private static final double NANOSECONDS = 1e9;
  private static final double PERCENT = 100;
  private static final String BEST_EPOCH = "bestEpoch";

  private final long startTime = System.nanoTime();
  private final Console console;
  private final TrainingJob job;
  private final String out;
  private final RunDirectory directory;
  private final int epochs;
  private final MetricsLog metrics = new MetricsLog();
  private TrainingState saved;
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
  }

  /** Takes over what an interrupted run has done. */
  void continueFrom(Checkpoint earlier) {
    saved =
        new TrainingState(
            earlier.epoch(),
            earlier.progress(),
            earlier.parameters(),
            earlier.state(),
            earlier.candidates());
    complete = earlier.complete();
    metrics.continueFrom(earlier.metrics());
    if (!earlier.complete()) {
      console.note("%s: going on after %s", out, saved.text());
    }
  }

  /**
   * Hands over the state that training goes on from; empty if it has to start. Its vectors, which
   * may be large, are not held any longer.
   */
  Optional<TrainingState> takeState() {
    Optional<TrainingState> state = Optional.ofNullable(saved);
    saved = state.map(TrainingState::withoutVectors).orElse(null);
    return state;
  }

  /** Whether there is nothing left to do but to write the final model. */
  boolean isDone() {
    boolean trained = saved != null && isLast(saved);
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
        metrics.epochEnded(json(epoch));
        save(state);
        show(epoch);
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
    saved = isLast(state) ? state : state.withoutVectors();
  }

  /**
   * Takes over the parameters that the final model gets; the checkpoint of the last epoch keeps its
   * own, so that the run can go on with more epochs.
   *
   * @param test how well they do, if there are test data
   */
  void recalibrated(TrainingState last, float[] parameters, Optional<Evaluation> test) {
    saved = last;
    recalibrated = Optional.of(parameters);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "recalibration");
    test.ifPresent(result -> put(result, event));
    metrics.recalibrated(event);
    console.result(event, "recalibrated%s", test.map(RunReport::text).orElse(""));
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

  private void show(EpochMetrics epoch) {
    String test = epoch.test().map(RunReport::text).orElse("");
    console.result(
        json(epoch),
        "epoch %d/%d: loss %.4f, training %.2f %%%s, %.1f s, %.0f images/s",
        epoch.epoch(),
        epochs,
        epoch.training().loss(),
        PERCENT * epoch.training().accuracy(),
        test,
        epoch.seconds(),
        epoch.imagesPerSecond());
  }

  private static ObjectNode json(EpochMetrics epoch) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "epoch");
    event.put("epoch", epoch.epoch());
    event.put("rounds", epoch.rounds());
    event.put("examples", epoch.training().examples());
    if (epoch.discarded() > 0) {
      event.put("discardedExamples", epoch.discarded());
    }
    event.put("loss", Numbers.rounded(epoch.training().loss(), DECIMALS));
    event.put("trainAccuracy", Numbers.rounded(epoch.training().accuracy(), DECIMALS));
    epoch.test().ifPresent(test -> put(test, event));
    epoch.bestEpoch().ifPresent(best -> event.put(BEST_EPOCH, best));
    event.put("seconds", Numbers.rounded(epoch.seconds(), 3));
    event.put("imagesPerSecond", Numbers.rounded(epoch.imagesPerSecond(), 1));
    return event;
  }

  private static String text(Evaluation test) {
    return String.format(Locale.ROOT, ", test %.2f %%", PERCENT * test.accuracy());
  }

  private static void put(Evaluation test, ObjectNode event) {
    event.put("testLoss", Numbers.rounded(test.loss(), DECIMALS));
    event.put("testAccuracy", Numbers.rounded(test.accuracy(), DECIMALS));
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
        Optional.ofNullable(saved)
            .map(state -> "after " + state.text())
            .orElse("before the first checkpoint"));
  }

  /** Writes the final model, if it is not there yet, and shows the result. */
  void finish() throws IOException {
    if (!complete) {
      directory.finish(checkpoint(saved, true));
    }
    ObjectNode lastEpoch = metrics.lastEpoch();
    int trained = ParameterLayout.of(job.recipe().model()).trained();
    int bestEpoch = lastEpoch.path(BEST_EPOCH).asInt(saved.epoch());
    ObjectNode resulting = metrics.result(bestEpoch);
    float[] parameters = result(saved);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", "result");
    event.put("model", job.modelName());
    event.put("epochs", saved.epoch());
    if (lastEpoch.has(BEST_EPOCH)) {
      event.put(BEST_EPOCH, bestEpoch);
    }
    if (resulting.has("testAccuracy")) {
      event.set("testAccuracy", resulting.get("testAccuracy"));
    }
    event.put("parameters", trained);
    event.put("parametersSha256", ParametersHash.of(parameters));
    event.put("seconds", Numbers.rounded((System.nanoTime() - startTime) / NANOSECONDS, 3));
    event.put("out", out);
    String test =
        resulting.has("testAccuracy")
            ? String.format(
                Locale.ROOT,
                "test accuracy %.2f %% after ",
                PERCENT * resulting.get("testAccuracy").asDouble())
            : "";
    String best = lastEpoch.has(BEST_EPOCH) ? "epoch " + bestEpoch + ", the best of " : "";
    console.result(
        event,
        "%s: %s%s%d epochs, %,d parameters (SHA-256 %s), %.1f s, in %s",
        job.modelName(),
        test,
        best,
        saved.epoch(),
        trained,
        event.get("parametersSha256").asText().substring(0, 16),
        event.get("seconds").asDouble(),
        out);
  }
}
