package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.cluster.Cluster;
import dev.convoy.files.Storage;
import dev.convoy.run.RunData;
import dev.convoy.run.RunDefinition;
import dev.convoy.train.EpochMetrics;
import dev.convoy.train.RunPolicy;
import dev.convoy.train.Trainer;
import dev.convoy.train.TrainingListener;
import dev.convoy.train.TrainingState;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.TrainingFailedException;
import java.io.IOException;

/** Trains one cell on a cluster as {@code convoy train} would: the parameters are the same bits. */
final class CellRun {
  private static final double DECIMALS = 1e6;

  private CellRun() {}

  /** Its line of results: the accuracy after each epoch, and the hash of the final parameters. */
  static ObjectNode run(Cell cell, Cluster cluster, RunData data, Storage storage)
      throws IOException {
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
    RunDefinition run = cell.config().train(cell.model(), data, storage);
    Trainer trainer = run.trainer(cluster, listener, RunPolicy.straight());
    try {
      TrainingState end = trainer.train(trainer.start(run.start().initializer()), cell.epochs());
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
