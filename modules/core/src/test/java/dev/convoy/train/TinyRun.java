package dev.convoy.train;

import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.kernel.Algorithm;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.optim.Optimization;
import dev.convoy.optim.Optimizers;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A small training run, in the form that users write it.
 *
 * @param examples of generated images of 12×12
 * @param workers number of partitions
 * @param threads that work at once
 * @param batchSize of each worker
 * @param sync as in {@code --sync}
 * @param outer as in {@code --outer}
 * @param optimizer as in {@code --optimizer}
 * @param seed of everything random
 * @param algorithm as in {@code --algorithm}
 * @param variant how it averages
 * @param model what is trained
 * @param tuning of its steps and evaluations
 */
record TinyRun(
    int examples,
    int workers,
    int threads,
    int batchSize,
    String sync,
    String outer,
    String optimizer,
    long seed,
    Algorithm algorithm,
    Variant variant,
    Model model,
    Tuning tuning) {
  static final Configuration HADOOP = new Configuration(false);

  /** 120 examples for one worker, batches of 16, plain averaging each epoch. */
  static TinyRun standard() {
    return new TinyRun(
        120,
        1,
        1,
        16,
        "epoch",
        "average",
        "sgd:0.05,0.9",
        1,
        Algorithm.DIRECT,
        Variant.PLAIN,
        plain(),
        Tuning.NONE);
  }

  TinyRun withExamples(int changed) {
    return new TinyRun(
        changed, workers, threads, batchSize, sync, outer, optimizer, seed, algorithm, variant,
        model, tuning);
  }

  TinyRun withWorkers(int changed) {
    return new TinyRun(
        examples, changed, threads, batchSize, sync, outer, optimizer, seed, algorithm, variant,
        model, tuning);
  }

  TinyRun withThreads(int changed) {
    return new TinyRun(
        examples, workers, changed, batchSize, sync, outer, optimizer, seed, algorithm, variant,
        model, tuning);
  }

  TinyRun withBatchSize(int changed) {
    return new TinyRun(
        examples, workers, threads, changed, sync, outer, optimizer, seed, algorithm, variant,
        model, tuning);
  }

  TinyRun withSync(String changed) {
    return new TinyRun(
        examples, workers, threads, batchSize, changed, outer, optimizer, seed, algorithm, variant,
        model, tuning);
  }

  TinyRun withOuter(String changed) {
    return new TinyRun(
        examples, workers, threads, batchSize, sync, changed, optimizer, seed, algorithm, variant,
        model, tuning);
  }

  TinyRun withOptimizer(String changed) {
    return new TinyRun(
        examples, workers, threads, batchSize, sync, outer, changed, seed, algorithm, variant,
        model, tuning);
  }

  TinyRun withSeed(long changed) {
    return new TinyRun(
        examples, workers, threads, batchSize, sync, outer, optimizer, changed, algorithm, variant,
        model, tuning);
  }

  TinyRun withAlgorithm(Algorithm changed) {
    return new TinyRun(
        examples, workers, threads, batchSize, sync, outer, optimizer, seed, changed, variant,
        model, tuning);
  }

  TinyRun withVariant(String changed) {
    Variant parsed = Variant.parse(changed);
    return new TinyRun(
        examples, workers, threads, batchSize, sync, outer, optimizer, seed, algorithm, parsed,
        model, tuning);
  }

  TinyRun withTuning(String changed) {
    Tuning parsed = Tuning.parse(changed);
    return new TinyRun(
        examples, workers, threads, batchSize, sync, outer, optimizer, seed, algorithm, variant,
        model, parsed);
  }

  TinyRun withModel(Model changed) {
    return new TinyRun(
        examples, workers, threads, batchSize, sync, outer, optimizer, seed, algorithm, variant,
        changed, tuning);
  }

  /** The same run with a batch norm behind the convolution and one behind a dense layer. */
  TinyRun withBatchNorm() {
    Model normalized =
        Model.stack(
            Shape.of(12, 12, 1),
            new Conv(4, 3, Padding.VALID),
            new BatchNorm(),
            new Relu(),
            new MaxPool(2),
            new Dense(6, false),
            new BatchNorm(0.5f, 1e-3f),
            new Dense(10));
    return withModel(normalized);
  }

  private static Model plain() {
    return Model.stack(
        Shape.of(12, 12, 1),
        new Conv(4, 3, Padding.VALID),
        new Relu(),
        new MaxPool(2),
        new Dense(10));
  }

  DataSource data() {
    try {
      return DataSets.training("generated:" + examples + ":12x12x1", HADOOP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Recipe recipe() {
    return tuning.applied(
        new Recipe(
            model,
            new SoftmaxCrossEntropy(),
            Optimization.of(Optimizers.parse(optimizer)).with(variant.schedule(workers)),
            data().summary().normalization(),
            batchSize,
            seed,
            "reference",
            algorithm,
            variant.augmentations()),
        data());
  }

  Synchronization synchronization() {
    return variant.synchronization(sync, outer);
  }

  /** Test data, if the run looks at evaluations. */
  private Optional<DataSource> test() throws IOException {
    return tuning.needsTestData()
        ? DataSets.testBeside("generated:" + examples + ":12x12x1", HADOOP)
        : Optional.empty();
  }

  /** The last round of an epoch, with the rate of the recipe's optimizer. */
  static Round round(Recipe recipe, int epoch, int firstBatch, int batches) {
    float rate = recipe.optimization().optimizer().rate();
    return new Round(recipe, epoch, firstBatch, batches, firstBatch + batches, rate);
  }

  InProcessCluster cluster() {
    return cluster(data());
  }

  InProcessCluster cluster(DataSource source) {
    try {
      return new InProcessCluster(workers, threads, seed, Optional.of(source), test(), HADOOP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Trainer trainer(Cluster cluster, TrainingListener listener) {
    return trainer(cluster, listener, Course.straight());
  }

  Trainer trainer(Cluster cluster, TrainingListener listener, Course course) {
    return new Trainer(
        recipe(),
        synchronization(),
        cluster,
        examples,
        tuning.needsTestData(),
        listener,
        course,
        tuning.supervision());
  }

  /** The states before the first epoch and after each. */
  List<TrainingState> train(int epochs) {
    try (InProcessCluster cluster = cluster()) {
      TrainingState start = trainer(cluster, new TrainingListener() {}).start(initializer());
      List<TrainingState> states = new ArrayList<>(List.of(start));
      states.addAll(resume(start, epochs));
      return states;
    }
  }

  /** The states after each further epoch, trained by a trainer and cluster of their own. */
  List<TrainingState> resume(TrainingState from, int epochs) {
    List<TrainingState> states = new ArrayList<>();
    TrainingListener collector =
        new TrainingListener() {
          @Override
          public void epochEnded(TrainingState state, EpochMetrics metrics) {
            states.add(kept(state));
          }
        };
    try (InProcessCluster cluster = cluster()) {
      trainer(cluster, collector).train(kept(from), epochs);
    }
    return states;
  }

  /** The same, whatever becomes of the vector that the trainer writes to when it goes on. */
  static TrainingState kept(TrainingState state) {
    return new TrainingState(
        state.epoch(),
        state.progress(),
        state.parameters(),
        state.state().clone(),
        state.candidates());
  }

  /** The parameters after so many epochs. */
  float[] parametersAfter(int epochs) {
    return train(epochs).get(epochs).parameters();
  }

  static Initializer initializer() {
    return Initializer.HE_NORMAL;
  }
}
