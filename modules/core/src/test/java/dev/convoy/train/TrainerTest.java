package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.cluster.Split;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.ExampleCursor;
import dev.convoy.evaluate.Evaluator;
import dev.convoy.model.Initializer;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Task;
import dev.convoy.worker.TrainingFailedException;
import dev.convoy.worker.WorkerContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop of rounds and epochs, what it tells and when it gives up. */
class TrainerTest {
  private static final TrainingListener NOBODY = new TrainingListener() {};

  @Test
  void itLearns() throws IOException {
    TinyRun run =
        TinyRun.standard().withExamples(2000).withWorkers(2).withOptimizer("sgd:0.05,0.9");
    DataSource test = DataSets.testBeside("generated:2000:12x12x1", TinyRun.STORAGE).orElseThrow();
    List<EpochMetrics> epochs = new ArrayList<>();
    try (InProcessCluster cluster =
        new InProcessCluster(
            2, 2, 1, Optional.of(run.data()), Optional.of(test), TinyRun.STORAGE)) {
      Trainer trainer =
          new Trainer(
              run.recipe(),
              run.synchronization(),
              cluster,
              new DataSizes(2000, 2000),
              collector(epochs));
      trainer.train(trainer.start(Initializer.HE_NORMAL), 8);
    }

    assertThat(epochs).extracting(EpochMetrics::epoch).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    EpochMetrics first = epochs.get(0);
    EpochMetrics last = epochs.get(7);
    assertThat(last.training().loss()).isLessThan(first.training().loss() * 0.6);
    assertThat(last.test().orElseThrow().examples()).isEqualTo(400);
    assertThat(last.test().orElseThrow().accuracy()).isGreaterThan(0.6);
  }

  private static TrainingListener collector(List<EpochMetrics> epochs) {
    return new TrainingListener() {
      @Override
      public void epochEnded(TrainingState state, EpochMetrics metrics) {
        epochs.add(metrics);
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"epoch; 1", "steps:2; 2", "steps:3; 1", "steps:100; 1", "gradient; 3"})
  void anEpochHasAsManyRoundsAsTheLargestShareNeeds(String sync, int rounds) {
    // 121 examples of 3 workers: shares of 41, 40 and 40, batches of 16: 3.
    TinyRun run = TinyRun.standard().withExamples(121).withWorkers(3).withSync(sync);
    List<String> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void roundStarted(int epoch, int round, int of) {
            told.add(epoch + " " + round + "/" + of);
          }

          @Override
          public void epochEnded(TrainingState state, EpochMetrics metrics) {
            told.add("ended " + state.epoch() + " " + metrics.rounds());
          }
        };
    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer = run.trainer(cluster, listener);
      trainer.train(trainer.start(Initializer.HE_NORMAL), 2);
    }

    List<String> expected = new ArrayList<>();
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (int round = 1; round <= rounds; round++) {
        expected.add(epoch + " " + round + "/" + rounds);
      }
      expected.add("ended " + epoch + " " + rounds);
    }
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void nothingHappensWhenTheEpochsAreDone() {
    TinyRun run = TinyRun.standard();
    TrainingState done = run.train(2).get(2);

    assertThat(run.resume(done, 2)).isEmpty();
    assertThat(run.resume(done, 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"average", "nesterov"})
  void anAbsurdLearningRateFailsInALineThatNamesTheEpochTheRoundAndTheWorker(String outer) {
    TinyRun run = TinyRun.standard().withWorkers(3).withOuter(outer).withOptimizer("sgd:1e30,0.9");

    assertThatThrownBy(() -> run.train(3))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageMatching(
            "epoch 1 of 3, round 1 of 1: the loss of worker 0 is (NaN|-?Infinity);"
                + " try a lower learning rate");
  }

  @ParameterizedTest
  @CsvSource({"gradient,1", "gradient,3", "steps:1,3"})
  void divergenceInShortRoundsFailsInALineToo(String sync, int workers) {
    TinyRun run =
        TinyRun.standard().withWorkers(workers).withSync(sync).withOptimizer("sgd:1e38,0");

    assertThatThrownBy(() -> run.train(5))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageMatching("epoch 1 of 5, round \\d of \\d: [^\\n]*; try a lower learning rate");
  }

  @Test
  void parametersThatStopBeingFiniteInTheLastRoundAreNeverHandedOut() {
    // One round of one batch: its loss is finite, the parameters after it are not.
    TinyRun run =
        TinyRun.standard().withBatchSize(1000).withSync("gradient").withOptimizer("sgd:3e38,0.9");
    List<EpochMetrics> epochs = new ArrayList<>();
    TrainingState start = run.train(0).get(0);
    for (int i = 0; i < start.state().length; i++) {
      start.state()[i] = 10f;
    }

    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer = run.trainer(cluster, collector(epochs));
      assertThatThrownBy(() -> trainer.train(start, 1))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "epoch 1 of 1, round 1 of 1: a parameter is no longer finite; try a lower learning rate");
    }
    assertThat(epochs).isEmpty();
  }

  @Test
  void anEvaluationThatOverflowsIsAFailureNotAMetric() throws IOException {
    TinyRun run =
        TinyRun.standard().withBatchSize(1000).withSync("gradient").withOptimizer("sgd:1e30,0");
    DataSource test = DataSets.testBeside("generated:100:12x12x1", TinyRun.STORAGE).orElseThrow();
    List<EpochMetrics> epochs = new ArrayList<>();
    try (InProcessCluster cluster =
        new InProcessCluster(
            1, 1, 1, Optional.of(run.data()), Optional.of(test), TinyRun.STORAGE)) {
      Trainer trainer =
          new Trainer(
              run.recipe(),
              run.synchronization(),
              cluster,
              new DataSizes(120, 100),
              collector(epochs));
      TrainingState start = trainer.start(Initializer.HE_NORMAL);
      assertThatThrownBy(() -> trainer.train(start, 1))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageMatching(
              "evaluation after epoch 1: the loss is (NaN|Infinity); try a lower learning rate");
    }
    assertThat(epochs).isEmpty();
  }

  @Test
  void anEpochThatMissesExamplesIsRefused() {
    TinyRun run = TinyRun.standard();
    try (InProcessCluster cluster = run.cluster()) {
      Trainer trainer =
          new Trainer(run.recipe(), run.synchronization(), cluster, new DataSizes(119, 0), NOBODY);
      TrainingState start = trainer.start(Initializer.HE_NORMAL);

      assertThatThrownBy(() -> trainer.train(start, 1))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage("epoch 1 went through 120 examples, the data have 119");
    }
  }

  @ParameterizedTest
  @CsvSource({"1,16", "3,7", "8,1", "200,64"})
  void anEvaluationCountsTheSameHowEverItIsCutUp(int workers, int batchSize) {
    TinyRun run = TinyRun.standard();
    float[] parameters = run.parametersAfter(2);
    Evaluation whole = evaluate(run.withBatchSize(120), parameters);

    Evaluation parts = evaluate(run.withWorkers(workers).withBatchSize(batchSize), parameters);

    assertThat(parts.examples()).isEqualTo(120);
    assertThat(parts.correct()).isEqualTo(whole.correct()).isBetween(1L, 120L);
    assertThat(parts.lossSum()).isEqualTo(whole.lossSum(), within(1e-4));
    assertThat(parts.accuracy()).isEqualTo(parts.correct() / 120.0);
    assertThat(parts.loss()).isEqualTo(parts.lossSum() / 120);
  }

  @Test
  void imagesAreEvaluatedAsTheyAreAndInThePlainLossWhateverTrainingDoes() {
    TinyRun run = TinyRun.standard();
    float[] parameters = run.parametersAfter(2);
    TinyRun changed =
        run.with("augment=flip,crop:4,noise:0.3,erase:1,mixup:1").with("label-smoothing=0.3");

    assertThat(evaluate(changed, parameters)).isEqualTo(evaluate(run, parameters));
  }

  private static Evaluation evaluate(TinyRun run, float[] parameters) {
    try (InProcessCluster cluster = run.cluster()) {
      return Evaluator.evaluate(cluster, "evaluate", Split.TRAINING, run.recipe(), parameters);
    }
  }

  @Test
  void resultsComeInPartitionOrderAndFailuresAsTheyAre() {
    try (InProcessCluster cluster = TinyRun.standard().withWorkers(6).withThreads(3).cluster()) {
      assertThat(cluster.workers()).isEqualTo(6);
      assertThat(cluster.run("who", Split.TRAINING, new float[0], new WhoAmI()))
          .containsExactly(0, 1, 2, 3, 4, 5);
      assertThatThrownBy(() -> cluster.run("fail", Split.TRAINING, new float[0], new Refuse()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("worker 4 refuses");
    }
  }

  /** The slower, the smaller the worker's number. */
  record WhoAmI() implements Task<Integer> {
    @Override
    public Integer run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      try {
        Thread.sleep(20L * (6 - cursor.worker()));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return cursor.worker();
    }
  }

  /** Fails on one worker. */
  record Refuse() implements Task<Integer> {
    @Override
    public Integer run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      if (cursor.worker() == 4) {
        throw new IllegalStateException("worker 4 refuses");
      }
      return 0;
    }
  }
}
