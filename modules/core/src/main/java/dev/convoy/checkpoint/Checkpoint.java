package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.train.EpochProgress;
import dev.convoy.train.ModelSnapshots;
import dev.convoy.train.TrainingState;
import java.util.List;

/**
 * Everything that a run needs to go on, or that others need to use its model. The arrays are not
 * copied: models are large.
 *
 * @param model the model
 * @param training where training stands, its parameters in layout order
 * @param config the effective configuration; its keys mean nothing here
 * @param metrics one JSON object a line, oldest first, without line ends
 * @param complete whether the run has ended
 */
public record Checkpoint(
    Model model,
    TrainingState training,
    ObjectNode config,
    List<String> metrics,
    boolean complete) {
  /** Checks that the parameters are the model's and that metrics are lines. */
  public Checkpoint {
    metrics = List.copyOf(metrics);
    int expected = ParameterLayout.of(model).size();
    requireSize("parameters", training.parameters().length, expected);
    ModelSnapshots snapshots = training.snapshots();
    if (snapshots.average().length > 0) {
      requireSize("averages", snapshots.average().length, expected);
    }
    if (snapshots.best().length > 0) {
      requireSize("best parameters", snapshots.best().length, expected);
    }
    if (training.epoch() < 0) {
      throw new IllegalArgumentException(
          "checkpoint: epoch " + training.epoch() + " must be at least 0");
    }
    for (String line : metrics) {
      if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
        throw new IllegalArgumentException("checkpoint: a line of metrics holds a line end");
      }
    }
  }

  /** The model's parameters in layout order. */
  public float[] parameters() {
    return training.parameters();
  }

  /** Number of complete epochs. */
  public int epoch() {
    return training.epoch();
  }

  /** How far the epoch after them is. */
  public EpochProgress progress() {
    return training.progress();
  }

  private static void requireSize(String what, int size, int expected) {
    if (size != expected) {
      throw new IllegalArgumentException(
          "checkpoint: " + size + " " + what + ", the model has " + expected);
    }
  }
}
