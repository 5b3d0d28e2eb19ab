package dev.convoy.train;

import dev.convoy.average.Round;
import dev.convoy.average.Synchronization;
import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.kernel.Algorithm;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.run.FineTuning;
import dev.convoy.run.RunConfig;
import dev.convoy.run.RunData;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.Settings;
import dev.convoy.run.StartingPoint;
import dev.convoy.tensor.Shape;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small training run.
 *
 * @param config its hyperparameters; schedules take four epochs for the length of the run
 * @param examples of generated images of 12×12
 * @param threads that work at once
 * @param model what is trained
 * @param frozen slots that are not
 */
public record TinyRun(
    RunConfig config, int examples, int threads, Model model, List<String> frozen) {
  public static final Storage STORAGE = new LocalStorage();

  /** 120 examples for one worker, batches of 16, plain averaging each epoch. */
  public static TinyRun standard() {
    RunConfig config =
        Settings.with(
            RunConfig.forWorkers(1),
            "epochs=4 batchSize=16 optimizer=sgd:0.05,0.9 kernels=reference");
    return new TinyRun(config, 120, 1, plain(), List.of());
  }

  /** The same with other settings, such as {@code wire=bfloat16 schedule=cosine}. */
  public TinyRun with(String settings) {
    return new TinyRun(Settings.with(config, settings), examples, threads, model, frozen);
  }

  public TinyRun withExamples(int changed) {
    return new TinyRun(config, changed, threads, model, frozen);
  }

  public TinyRun withWorkers(int changed) {
    return with("workers=" + changed);
  }

  public TinyRun withThreads(int changed) {
    return new TinyRun(config, examples, changed, model, frozen);
  }

  public TinyRun withBatchSize(int changed) {
    return with("batchSize=" + changed);
  }

  public TinyRun withSync(String changed) {
    return with("sync=" + changed);
  }

  TinyRun withOuter(String changed) {
    return with("outer=" + changed);
  }

  public TinyRun withOptimizer(String changed) {
    return with("optimizer=" + changed);
  }

  TinyRun withSeed(long changed) {
    return with("seed=" + changed);
  }

  TinyRun withAlgorithm(Algorithm changed) {
    return with("algorithm=" + changed.text());
  }

  TinyRun withModel(Model changed) {
    return new TinyRun(config, examples, threads, changed, frozen);
  }

  /** The same with slots that are not trained. */
  TinyRun withFrozen(String... slots) {
    return new TinyRun(config, examples, threads, model, List.of(slots));
  }

  int workers() {
    return config.averaging().workers();
  }

  int batchSize() {
    return config.batch().size();
  }

  long seed() {
    return config.seed();
  }

  /** The same run with a batch norm behind the convolution and one behind a dense layer. */
  public TinyRun withBatchNorm() {
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

  public DataSource data() {
    try {
      return DataSets.training("generated:" + examples + ":12x12x1", STORAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunDefinition definition() {
    try {
      StartingPoint start = new StartingPoint(initializer(), FineTuning.anew(frozen));
      return config.train("tiny", model, new RunData(data(), test()), start, STORAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Recipe recipe() {
    return definition().recipe();
  }

  public Synchronization synchronization() {
    return config.averaging().synchronization();
  }

  ModelSelection modelSelection() {
    return definition().selection().modelSelection();
  }

  private boolean needsTestData() {
    return config.optimizer().schedule().startsWith("plateau")
        || config.selection().earlyStopping().isPresent();
  }

  /** Test data, if the run looks at evaluations. */
  private Optional<DataSource> test() throws IOException {
    return needsTestData()
        ? DataSets.testBeside("generated:" + examples + ":12x12x1", STORAGE)
        : Optional.empty();
  }

  /** How many examples there are. */
  DataSizes sizes() {
    return new DataSizes(examples, needsTestData() ? 1 : 0);
  }

  /** The last round of an epoch, with the rate of the recipe's optimizer. */
  public static Round round(Recipe recipe, int epoch, int firstBatch, int batches) {
    float rate = recipe.optimization().optimizer().rate();
    return new Round(recipe, epoch, firstBatch, batches, firstBatch + batches, rate);
  }

  public InProcessCluster cluster() {
    return cluster(data());
  }

  public InProcessCluster cluster(DataSource source) {
    try {
      return new InProcessCluster(workers(), threads, seed(), Optional.of(source), test(), STORAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Trainer trainer(Cluster cluster, TrainingListener listener) {
    return trainer(cluster, listener, RunPolicy.straight());
  }

  Trainer trainer(Cluster cluster, TrainingListener listener, RunPolicy policy) {
    return new Trainer(
        recipe(), synchronization(), cluster, sizes(), listener, policy, modelSelection());
  }

  /** The states before the first epoch and after each. */
  public List<TrainingState> train(int epochs) {
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
        state.snapshots());
  }

  /** The parameters after so many epochs. */
  public float[] parametersAfter(int epochs) {
    return train(epochs).get(epochs).parameters();
  }

  static Initializer initializer() {
    return Initializer.HE_NORMAL;
  }
}
