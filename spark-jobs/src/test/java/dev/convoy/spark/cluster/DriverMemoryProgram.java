package dev.convoy.spark.cluster;

import dev.convoy.cluster.Cluster;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.files.LocalStorage;
import dev.convoy.hadoop.HadoopStorage;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Relu;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.run.FineTuning;
import dev.convoy.run.RunConfig;
import dev.convoy.run.RunData;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.Settings;
import dev.convoy.run.StartingPoint;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.tensor.Shape;
import dev.convoy.train.RoundCost;
import dev.convoy.train.RunPolicy;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingListener;
import dev.convoy.weights.ParametersHash;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A program that trains a model of 25,048,182 parameters for 20 rounds with 8 workers and Nesterov
 * momentum, and averages in one of several ways, of which not all have room on a small driver.
 * Argument: {@code shuffle}, {@code collect} or {@code tree}.
 */
public final class DriverMemoryProgram {
  private static final int WORKERS = 8;
  private static final int BATCH = 16;
  private static final int EPOCHS = 4;
  private static final int SEED = 1;

  private DriverMemoryProgram() {}

  private static Model model() {
    return Model.stack(
        Shape.of(28, 28, 1),
        new Dense(4096),
        new Relu(),
        new Dense(5316),
        new Relu(),
        new Dense(10));
  }

  /** Trains, and prints how far it got. */
  public static void main(String[] args) throws IOException {
    ClusterSettings settings = ClusterSettings.of(WORKERS, SEED);
    try (JavaSparkContext spark =
            new JavaSparkContext(SparkSettings.withDefaults(new SparkConf()));
        Cluster cluster = cluster(args[0], spark, settings)) {
      Progress progress = new Progress();
      RunDefinition run = run(spark);
      Trainer trainer = run.trainer(cluster, progress, RunPolicy.straight());
      float[] result = trainer.train(trainer.start(Initializer.GLOROT_UNIFORM), EPOCHS).result();
      System.out.println(
          progress.rounds + " rounds, " + ParametersHash.of(result).substring(0, 16));
    }
  }

  private static DataSource data(JavaSparkContext spark) throws IOException {
    return DataSets.training("generated:640", new LocalStorage());
  }

  private static RunDefinition run(JavaSparkContext spark) throws IOException {
    String settings = "sync=steps:1 outer=nesterov batchSize=" + BATCH + " seed=" + SEED;
    return Settings.with(RunConfig.forWorkers(WORKERS), settings)
        .train(
            "dense",
            model(),
            new RunData(data(spark), Optional.empty()),
            new StartingPoint(Initializer.GLOROT_UNIFORM, FineTuning.anew(List.of())),
            new HadoopStorage(spark.hadoopConfiguration()));
  }

  private static Cluster cluster(String way, JavaSparkContext spark, ClusterSettings settings)
      throws IOException {
    ReduceMode mode = way.equals("collect") ? ReduceMode.COLLECT : ReduceMode.SHUFFLE;
    SparkCluster own =
        new SparkCluster(spark, settings.with(mode), Optional.of(data(spark)), Optional.empty());
    return switch (way) {
      case "shuffle", "collect" -> own;
      case "tree" -> new TreeCluster(spark, own, new BlockRdd(spark, settings, data(spark)));
      default -> throw new IllegalArgumentException(way);
    };
  }

  /** Counts rounds, and says so in case the driver does not get any further. */
  private static final class Progress implements TrainingListener {
    private int rounds;

    @Override
    public void roundEnded(int epoch, int round, int ofEpoch, RoundCost cost) {
      rounds++;
      System.err.println("round " + rounds);
    }
  }
}
