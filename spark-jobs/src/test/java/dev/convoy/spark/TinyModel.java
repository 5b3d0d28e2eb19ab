package dev.convoy.spark;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.kernel.Algorithm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.run.FineTuning;
import dev.convoy.run.RunConfig;
import dev.convoy.run.RunData;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.StartingPoint;
import dev.convoy.tensor.Shape;
import dev.convoy.train.RunPolicy;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingListener;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A model of 12×12 images that trains in milliseconds, yet uses every kind of kernel and chance.
 */
public final class TinyModel {
  /** Plain settings of {@link #train}. */
  public static final Settings SETTINGS =
      settings(120, "batchSize=16 optimizer=sgd:0.05,0.9 kernels=reference");

  private static final Storage STORAGE = new LocalStorage();

  private TinyModel() {}

  /** Changes of the default configuration, such as {@code workers=2 sync=steps:2}. */
  public static Settings settings(int examples, String changes) {
    return new Settings(examples, RunConfig.forWorkers(1)).with(changes);
  }

  /**
   * A training run.
   *
   * @param examples of generated data
   * @param config its hyperparameters
   */
  public record Settings(int examples, RunConfig config) {
    /** Changes settings, such as {@code wire=bfloat16 schedule=cosine}. */
    public Settings with(String changes) {
      return new Settings(examples, dev.convoy.run.Settings.with(config, changes));
    }

    /** Changes how much data there are for how many. */
    public Settings with(int newExamples, int workers) {
      return new Settings(newExamples, config).with("workers=" + workers);
    }

    /** Changes when to synchronize. */
    public Settings withSync(String sync, String outer) {
      return with("sync=" + sync + " outer=" + outer);
    }

    /** Changes the kernels. */
    public Settings withKernels(String kernels) {
      return with("kernels=" + kernels);
    }

    /** Changes the algorithm of convolutions. */
    public Settings withAlgorithm(Algorithm algorithm) {
      return with("algorithm=" + algorithm.text());
    }

    /** Number of workers. */
    public int workers() {
      return config.averaging().workers();
    }

    /** Of everything random. */
    public long seed() {
      return config.seed();
    }

    private boolean needsTestData() {
      return config.optimizer().schedule().startsWith("plateau")
          || config.selection().earlyStopping().isPresent();
    }

    private Optional<DataSource> test() throws IOException {
      return needsTestData() ? testData(examples) : Optional.empty();
    }

    private RunDefinition definition() {
      try {
        StartingPoint start =
            new StartingPoint(Initializer.GLOROT_UNIFORM, FineTuning.anew(List.of()));
        return config.train("tiny", model(), new RunData(data(examples), test()), start, STORAGE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The model. */
  public static Model model() {
    return Model.stack(
        Shape.of(12, 12, 1),
        new Conv(8, 3, Padding.SAME),
        new Relu(),
        new MaxPool(2),
        new Conv(20, 3, Padding.VALID),
        new Relu(),
        new MaxPool(2),
        new Dropout(0.2f),
        new Dense(10));
  }

  /** Its data. */
  public static DataSource data(int examples) {
    try {
      return DataSets.training("generated:" + examples + ":12x12x1", STORAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to do with a batch. */
  public static Recipe recipe(Settings settings) {
    return settings.definition().recipe();
  }

  /** The result of so many epochs on this cluster. */
  public static float[] train(Settings settings, Cluster cluster, int epochs) {
    RunDefinition run = settings.definition();
    Trainer trainer = run.trainer(cluster, new TrainingListener() {}, RunPolicy.straight());
    return trainer.train(trainer.start(run.start().initializer()), epochs).result();
  }

  /** The result of so many epochs in this process, without Spark. */
  public static float[] trainInProcess(Settings settings, int epochs) {
    try (InProcessCluster cluster =
        new InProcessCluster(
            settings.workers(),
            1,
            settings.seed(),
            Optional.of(data(settings.examples())),
            settings.test(),
            STORAGE)) {
      return train(settings, cluster, epochs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<DataSource> testData(int examples) throws IOException {
    return DataSets.testBeside("generated:" + examples + ":12x12x1", STORAGE);
  }
}
