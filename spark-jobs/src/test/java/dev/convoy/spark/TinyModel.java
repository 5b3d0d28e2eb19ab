package dev.convoy.spark;

import dev.convoy.augment.Augmentations;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.kernel.Algorithm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Dropout;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.loss.Loss;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.optim.Optimization;
import dev.convoy.optim.Optimizers;
import dev.convoy.tensor.Shape;
import dev.convoy.train.Cluster;
import dev.convoy.train.Course;
import dev.convoy.train.InProcessCluster;
import dev.convoy.train.InnerState;
import dev.convoy.train.OuterUpdate;
import dev.convoy.train.RateScaling;
import dev.convoy.train.Recipe;
import dev.convoy.train.Synchronization;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import dev.convoy.train.Tuning;
import dev.convoy.train.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A model of 12×12 images that trains in milliseconds, yet uses every kind of kernel and chance.
 */
public final class TinyModel {
  /** Plain settings of {@link #train}. */
  public static final Settings SETTINGS =
      new Settings(120, 1, 16, "epoch", "average", "sgd:0.05,0.9", 1, "reference");

  private static final Configuration HADOOP = new Configuration(false);

  private TinyModel() {}

  /**
   * A training run in the form that users write it.
   *
   * @param examples of generated data
   * @param workers number of partitions
   * @param batchSize as in {@code --batch-size}
   * @param sync as in {@code --sync}
   * @param outer as in {@code --outer}
   * @param optimizer as in {@code --optimizer}
   * @param seed as in {@code --seed}
   * @param kernels as in {@code --kernels}
   * @param algorithm as in {@code --algorithm}
   * @param variant how it averages: {@code --inner-state}, {@code --wire} and {@code --scale-rate},
   *     with spaces between them; then, if it does, how it augments
   */
  public record Settings(
      int examples,
      int workers,
      int batchSize,
      String sync,
      String outer,
      String optimizer,
      long seed,
      String kernels,
      Algorithm algorithm,
      String variant) {
    /** Settings with direct convolutions and plain averaging. */
    public Settings(
        int examples,
        int workers,
        int batchSize,
        String sync,
        String outer,
        String optimizer,
        long seed,
        String kernels) {
      this(
          examples,
          workers,
          batchSize,
          sync,
          outer,
          optimizer,
          seed,
          kernels,
          Algorithm.DIRECT,
          "reset float32 none");
    }

    /** Changes how much data there are for how many. */
    public Settings with(int newExamples, int newWorkers) {
      return new Settings(
          newExamples,
          newWorkers,
          batchSize,
          sync,
          outer,
          optimizer,
          seed,
          kernels,
          algorithm,
          variant);
    }

    /** Changes when to synchronize. */
    public Settings withSync(String newSync, String newOuter) {
      return new Settings(
          examples, workers, batchSize, newSync, newOuter, optimizer, seed, kernels, algorithm,
          variant);
    }

    /** Changes the kernels. */
    public Settings withKernels(String newKernels) {
      return new Settings(
          examples,
          workers,
          batchSize,
          sync,
          outer,
          optimizer,
          seed,
          newKernels,
          algorithm,
          variant);
    }

    /** Changes the algorithm of convolutions. */
    public Settings withAlgorithm(Algorithm newAlgorithm) {
      return new Settings(
          examples,
          workers,
          batchSize,
          sync,
          outer,
          optimizer,
          seed,
          kernels,
          newAlgorithm,
          variant);
    }

    /** Changes how to average. */
    public Settings withVariant(String newVariant) {
      return new Settings(
          examples,
          workers,
          batchSize,
          sync,
          outer,
          optimizer,
          seed,
          kernels,
          algorithm,
          newVariant);
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
      return DataSets.training("generated:" + examples + ":12x12x1", HADOOP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to do with a batch. */
  public static Recipe recipe(Settings settings) {
    String[] variant = settings.variant().split(" ");
    return new Recipe(
        model(),
        Loss.named("softmaxCrossEntropy"),
        Optimization.of(Optimizers.parse(settings.optimizer()))
            .with(RateScaling.named(variant[2]).schedule(settings.workers())),
        data(settings.examples()).summary().normalization(),
        settings.batchSize(),
        settings.seed(),
        settings.kernels(),
        settings.algorithm(),
        Augmentations.parse(List.of(variant.length > 3 ? variant[3] : Augmentations.NONE)));
  }

  private static Synchronization synchronization(Settings settings) {
    String[] variant = settings.variant().split(" ");
    return Synchronization.parse(
        settings.sync(),
        OuterUpdate.parse(settings.outer()),
        InnerState.named(variant[0]),
        Wire.named(variant[1]));
  }

  /** The result of so many epochs on this cluster. */
  public static float[] train(Settings settings, Cluster cluster, int epochs) {
    return train(settings, Tuning.NONE, cluster, epochs);
  }

  private static float[] train(Settings settings, Tuning tuning, Cluster cluster, int epochs) {
    Trainer trainer =
        new Trainer(
            tuning.applied(recipe(settings), data(settings.examples())),
            synchronization(settings),
            cluster,
            settings.examples(),
            tuning.needsTestData(),
            new TrainingListener() {},
            Course.straight(),
            tuning.supervision());
    TrainingState start = trainer.start(Initializer.GLOROT_UNIFORM);
    return trainer.train(start, epochs).result();
  }

  /** The result of so many epochs in this process, without Spark. */
  public static float[] trainInProcess(Settings settings, int epochs) {
    return trainInProcess(settings, Tuning.NONE, epochs);
  }

  /** Likewise with steps of another kind. */
  public static float[] trainInProcess(Settings settings, Tuning tuning, int epochs) {
    try (InProcessCluster cluster =
        new InProcessCluster(
            settings.workers(),
            1,
            settings.seed(),
            Optional.of(data(settings.examples())),
            tuning.needsTestData() ? testData(settings.examples()) : Optional.empty(),
            HADOOP)) {
      return train(settings, tuning, cluster, epochs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<DataSource> testData(int examples) throws IOException {
    return DataSets.testBeside("generated:" + examples + ":12x12x1", HADOOP);
  }
}
