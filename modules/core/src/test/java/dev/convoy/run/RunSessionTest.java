package dev.convoy.run;

import static dev.convoy.run.TinyRuns.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.cluster.Cluster;
import dev.convoy.files.FilePath;
import dev.convoy.text.StrictJson;
import dev.convoy.train.EarlyStopping;
import dev.convoy.train.EpochMetrics;
import dev.convoy.train.ModelSelection;
import dev.convoy.train.Monitor;
import dev.convoy.train.RunPolicy;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import dev.convoy.train.WeightAverage;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.Evaluation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run starts, stops, resumes and ends, in this process and without Spark. */
class RunSessionTest {
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir private Path folder;

  /** The events of a session, in their order. */
  private static final class Events implements RunListener {
    private final List<String> events = new ArrayList<>();

    @Override
    public void resumed(TrainingState state) {
      events.add("resumed after " + state.text());
    }

    @Override
    public void epochEnded(TrainingState state, EpochMetrics metrics) {
      events.add("epoch " + metrics.epoch());
    }

    @Override
    public void recalibrated(Optional<Evaluation> test) {
      events.add("recalibrated " + test.isPresent());
    }
  }

  private RunLocation location() throws IOException {
    return RunLocation.at(folder.resolve("run").toString(), STORAGE);
  }

  /** Trains for at most so many rounds; returns the result if the run has ended. */
  private static Optional<RunResult> train(
      RunLocation location, RunDefinition run, int rounds, RunListener listener)
      throws IOException {
    AtomicInteger left = new AtomicInteger(rounds);
    try (RunSession session = location.open(run, listener);
        Cluster cluster = TinyRuns.cluster(run)) {
      session.train(cluster, ALL, () -> left.getAndDecrement() == 0);
      return session.isTrained() ? Optional.of(session.finish()) : Optional.empty();
    }
  }

  private static RunResult train(RunLocation location, RunDefinition run) throws IOException {
    return train(location, run, ALL, new RunListener() {}).orElseThrow();
  }

  private List<JsonNode> epochs() throws IOException {
    return Files.readAllLines(folder.resolve("run/metrics.jsonl")).stream()
        .<JsonNode>map(line -> StrictJson.object("", line.getBytes(StandardCharsets.UTF_8)))
        .filter(line -> line.path("event").asText().equals("epoch"))
        .toList();
  }

  @Test
  void aRunEndsWithWhatTheTrainerComputes() throws IOException {
    RunDefinition run = TinyRuns.of(2);
    float[] expected;
    try (Cluster cluster = TinyRuns.cluster(run)) {
      Trainer trainer =
          new Trainer(
              run.recipe(),
              run.averaging().synchronization(),
              cluster,
              run.data().sizes(),
              new TrainingListener() {},
              RunPolicy.straight(),
              ModelSelection.NONE);
      expected = trainer.train(trainer.start(run.start().initializer()), 2).result();
    }

    RunResult result = train(location(), run);

    assertThat(result.sha256()).isEqualTo(ParametersHash.of(expected));
    assertThat(result.epochs()).isEqualTo(2);
    assertThat(result.testAccuracy()).hasValue(epochs().get(1).get("testAccuracy").asDouble());
    assertThat(result.model()).isEqualTo("tiny");
  }

  @Test
  void aRunThatIsStoppedAfterEachRoundEndsTheSame() throws IOException {
    RunDefinition run = TinyRuns.of(2);
    final RunResult whole = train(RunLocation.at(folder.resolve("whole").toString(), STORAGE), run);
    RunLocation location = location().resuming(true);
    Events events = new Events();
    Optional<RunResult> result = Optional.empty();
    int sessions = 0;

    while (result.isEmpty()) {
      result = train(location, run, 1, events);
      sessions++;
    }

    assertThat(sessions).isGreaterThan(4);
    assertThat(result.get().sha256()).isEqualTo(whole.sha256());
    assertThat(result.get().testAccuracy()).isEqualTo(whole.testAccuracy());
    assertThat(epochs()).hasSize(2);
    assertThat(events.events)
        .contains(
            "resumed after epoch 0 and 1 round", "epoch 1", "resumed after epoch 1", "epoch 2");
  }

  @Test
  void aCompleteRunIsKnownAndGoesOnIfItGetsMoreEpochs() throws IOException {
    RunDefinition run = TinyRuns.of(1);
    RunDefinition longer = TinyRuns.of(2);
    final RunResult whole =
        train(RunLocation.at(folder.resolve("whole").toString(), STORAGE), longer);
    RunLocation location = location().resuming(true);
    assertThat(location.result(run)).isEmpty();
    assertThat(location.workers()).isEmpty();

    RunResult result = train(location, run);

    assertThat(location.result(run).orElseThrow().sha256()).isEqualTo(result.sha256());
    assertThat(location.workers()).hasValue(2);
    try (RunSession session = location.open(run, new RunListener() {})) {
      assertThat(session.isTrained()).isTrue();
      assertThat(session.finish().sha256()).isEqualTo(result.sha256());
    }
    assertThat(location.result(longer)).isEmpty();
    assertThat(train(location, longer).sha256()).isEqualTo(whole.sha256());
  }

  @Test
  void aRunIsResumedOnlyIfThatIsAllowedAndAsItWasStarted() throws IOException {
    train(location(), TinyRuns.of(1));
    RunDefinition other = TinyRuns.of(1, 8, FineTuning.anew(List.of()), Selection.LAST_EPOCH);

    assertThatThrownBy(() -> train(location(), TinyRuns.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("holds a run; give --resume to go on with it, or another directory");
    assertThatThrownBy(() -> train(location().resuming(true), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("seed is 8, but the run in ");
  }

  @Test
  void aRunThatWasNotTrainedHasNoResult() throws IOException {
    try (RunSession session = location().open(TinyRuns.of(1), new RunListener() {})) {
      assertThat(session.isTrained()).isFalse();
      assertThat(session.lastCheckpoint()).isEmpty();
      assertThatThrownBy(session::finish).isInstanceOf(IllegalStateException.class);
    }
    location().requireUsable();
  }

  @Test
  void theFinalModelIsRecalibratedAndTheCheckpointIsNot() throws IOException {
    FineTuning anew = FineTuning.anew(List.of());
    RunDefinition run = TinyRuns.of(1, 7, anew, new Selection(ModelSelection.NONE, true));
    Events events = new Events();

    RunResult result = train(location(), run, ALL, events).orElseThrow();

    assertThat(events.events).containsExactly("epoch 1", "recalibrated true");
    RunResult plain =
        train(RunLocation.at(folder.resolve("plain").toString(), STORAGE), TinyRuns.of(1));
    assertThat(result.sha256()).isNotEqualTo(plain.sha256());
    Path checkpoint;
    try (var checkpoints = Files.list(folder.resolve("run/checkpoints"))) {
      checkpoint = checkpoints.findFirst().orElseThrow();
    }
    assertThat(hash(checkpoint)).isEqualTo(plain.sha256());
  }

  @Test
  void theBestEpochIsSelected() throws IOException {
    ModelSelection best =
        new ModelSelection(
            Monitor.LOSS, Optional.of(EarlyStopping.parse("1")), new WeightAverage.None());
    RunDefinition run = TinyRuns.of(9, 7, FineTuning.anew(List.of()), new Selection(best, false));

    RunResult result = train(location(), run);

    List<JsonNode> epochs = epochs();
    int bestEpoch = result.bestEpoch().orElseThrow();
    assertThat(epochs.get(bestEpoch - 1).get("testLoss").asDouble())
        .isEqualTo(
            epochs.stream()
                .mapToDouble(epoch -> epoch.get("testLoss").asDouble())
                .min()
                .getAsDouble());
    assertThat(result.testAccuracy())
        .hasValue(epochs.get(bestEpoch - 1).get("testAccuracy").asDouble());
  }

  @Test
  void theModelOfARunKnowsHowItWasTrained() throws IOException {
    RunDefinition run = TinyRuns.of(1);
    RunResult result = train(location(), run);

    TrainedModel trained = trained(folder.resolve("run"));

    assertThat(ParametersHash.of(trained.parameters())).isEqualTo(result.sha256());
    assertThat(trained.model()).isEqualTo(TinyRuns.MODEL);
    assertThat(trained.normalization()).isEqualTo(run.recipe().normalization());
    assertThat(trained.loss()).isEqualTo(run.recipe().loss());
    assertThat(trained.algorithm()).isEqualTo(run.recipe().algorithm());
    assertThat(trained.epoch()).isEqualTo(1);
    assertThat(trained.workers()).isEqualTo(2);
    assertThat(trained.recipe(4, "reference").batchSize()).isEqualTo(4);
  }

  private static TrainedModel trained(Path directory) throws IOException {
    return TrainedModel.read(FilePath.of(directory.toString()), STORAGE, skipped -> {});
  }

  private static String hash(Path checkpoint) throws IOException {
    return ParametersHash.of(trained(checkpoint).parameters());
  }
}
