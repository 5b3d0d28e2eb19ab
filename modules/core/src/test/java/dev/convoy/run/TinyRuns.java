package dev.convoy.run;

import dev.convoy.average.InnerState;
import dev.convoy.average.OuterUpdate;
import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import dev.convoy.average.WireFormat;
import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.InProcessCluster;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.MaxPool;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.optim.Optimizers;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.tensor.Shape;
import dev.convoy.train.OnNan;
import dev.convoy.worker.BatchConfig;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Small runs, and clusters in this process to train them on. */
public final class TinyRuns {
  static final Storage STORAGE = new LocalStorage();
  static final Model MODEL =
      Model.stack(
          Shape.of(12, 12, 1),
          new Conv(4, 3, Padding.SAME),
          new BatchNorm(),
          new Relu(),
          new MaxPool(2),
          new Dense(10));

  private static final int WORKERS = 2;

  private TinyRuns() {}

  /** With several rounds an epoch. */
  static RunDefinition of(int epochs) {
    return of(epochs, 7, FineTuning.anew(List.of()), Selection.LAST_EPOCH);
  }

  static RunDefinition of(int epochs, long seed, FineTuning fineTuning, Selection selection) {
    DataSource training = data("training");
    return new RunDefinition(
        "tiny",
        new Recipe(
            MODEL,
            new SoftmaxCrossEntropy(),
            UpdateConfig.of(Optimizers.parse("sgd:0.05,0.9")),
            training.summary().normalization(),
            new BatchConfig(8, "reference"),
            seed),
        new Averaging(
            WORKERS,
            Synchronization.parse(
                "steps:3", new OuterUpdate.Average(), InnerState.AVERAGE, WireFormat.FLOAT32),
            RateScaling.NONE),
        new StartingPoint(Initializer.GLOROT_UNIFORM, fineTuning),
        new RunData(training, Optional.of(data("test"))),
        new RunLength(epochs, OnNan.FAIL),
        selection);
  }

  private static DataSource data(String split) {
    try {
      String name = "generated:120:12x12x1";
      return split.equals("test")
          ? DataSets.testBeside(name, STORAGE).orElseThrow()
          : DataSets.training(name, STORAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Cluster cluster(RunDefinition run) throws IOException {
    return new InProcessCluster(
        WORKERS,
        1,
        run.recipe().seed(),
        Optional.of(run.data().training()),
        run.data().test(),
        STORAGE);
  }

  /** Trains such a run in a directory that does not exist yet. */
  public static TrainedModel train(java.nio.file.Path directory, int epochs) throws IOException {
    RunDefinition run = of(epochs);
    try (RunSession session =
            RunLocation.at(directory.toString(), STORAGE).open(run, new RunListener() {});
        Cluster cluster = cluster(run)) {
      session.train(cluster, Integer.MAX_VALUE, () -> false);
      session.finish();
    }
    return TrainedModel.read(FilePath.of(directory.toString()), STORAGE, skipped -> {});
  }
}
