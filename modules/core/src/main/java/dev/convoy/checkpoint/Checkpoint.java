package dev.convoy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.train.EpochProgress;
import dev.convoy.train.ModelSnapshots;
import java.util.List;

/**
 * Everything that a run needs to go on, or that others need to use its model. The arrays are not
 * copied: models are large.
 *
 * @param model the model
 * @param parameters its parameters in layout order
 * @param state what the optimizers carry from round to round; may be empty
 * @param epoch number of complete epochs, at least 0
 * @param progress of the epoch after them
 * @param config the effective configuration; its keys mean nothing here
 * @param metrics one JSON object a line, oldest first, without line ends
 * @param complete whether the run has ended
 * @param candidates other parameters that may become the run's result
 */
public record Checkpoint(
    Model model,
    float[] parameters,
    float[] state,
    int epoch,
    EpochProgress progress,
    ObjectNode config,
    List<String> metrics,
    boolean complete,
    ModelSnapshots candidates) {
  /** Checks that the parameters are the model's and that metrics are lines. */
  public Checkpoint {
    metrics = List.copyOf(metrics);
    int expected = ParameterLayout.of(model).size();
    requireSize("parameters", parameters.length, expected);
    if (candidates.average().length > 0) {
      requireSize("averages", candidates.average().length, expected);
    }
    if (candidates.best().length > 0) {
      requireSize("best parameters", candidates.best().length, expected);
    }
    if (epoch < 0) {
      throw new IllegalArgumentException("checkpoint: epoch " + epoch + " must be at least 0");
    }
    for (String line : metrics) {
      if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
        throw new IllegalArgumentException("checkpoint: a line of metrics holds a line end");
      }
    }
  }

  private static void requireSize(String what, int size, int expected) {
    if (size != expected) {
      throw new IllegalArgumentException(
          "checkpoint: " + size + " " + what + ", the model has " + expected);
    }
  }
}
