package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.ParametersHash;
import dev.convoy.data.DataSource;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.NamedModels;
import dev.convoy.optim.Optimization;
import dev.convoy.optim.Optimizers;
import dev.convoy.train.Cluster;
import dev.convoy.train.EpochMetrics;
import dev.convoy.train.InnerState;
import dev.convoy.train.OuterUpdate;
import dev.convoy.train.RateScaling;
import dev.convoy.train.Recipe;
import dev.convoy.train.Synchronization;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingFailedException;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import dev.convoy.train.Wire;

/** Trains one cell on a cluster as {@code convoy train} would: the parameters are the same bits. */
final class CellRun {
  private static final double DECIMALS = 1e6;

  private CellRun() {}

  /** Its line of results: the accuracy after each epoch, and the hash of the final parameters. */
  static ObjectNode run(Cell cell, Cluster cluster, DataSource training) {
    ObjectNode line = cell.json();
    ArrayNode accuracy = line.putArray("testAccuracy");
    ArrayNode loss = line.putArray("trainLoss");
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochEnded(TrainingState state, EpochMetrics metrics) {
            line.put("rounds", metrics.rounds());
            accuracy.add(rounded(metrics.test().orElseThrow().accuracy()));
            loss.add(rounded(metrics.training().loss()));
          }
        };
    Recipe recipe =
        new Recipe(
            NamedModels.find(cell.model()).orElseThrow(),
            new SoftmaxCrossEntropy(),
            Optimization.of(Optimizers.parse(cell.option("--optimizer")))
                .with(RateScaling.named(cell.option("--scale-rate")).schedule(cell.workers())),
            training.summary().normalization(),
            Integer.parseInt(cell.option("--batch-size")),
            cell.seed(),
            KernelSelection.AUTO,
            Algorithm.DIRECT);
    Synchronization synchronization =
        Synchronization.parse(
            cell.option("--sync"),
            OuterUpdate.parse(cell.option("--outer")),
            InnerState.named(cell.option("--inner-state")),
            Wire.named(cell.option("--wire")));
    Trainer trainer =
        new Trainer(recipe, synchronization, cluster, training.summary().size(), true, listener);
    try {
      TrainingState end = trainer.train(trainer.start(Initializer.GLOROT_UNIFORM), cell.epochs());
      line.put("parametersSha256", ParametersHash.of(end.parameters()));
    } catch (TrainingFailedException e) {
      line.put("diverged", e.getMessage());
    }
    return line;
  }

  private static double rounded(double value) {
    return Math.round(value * DECIMALS) / DECIMALS;
  }
}
