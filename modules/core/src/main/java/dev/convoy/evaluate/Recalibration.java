package dev.convoy.evaluate;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Split;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Fold;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.TrainingFailedException;
import java.util.List;

/**
 * Recomputes the running statistics of given weights. It makes one pass over the training data, in
 * the order and with the randomness of the first epoch. Each batch is normalized with its own
 * statistics, as in training. The running statistics become the mean over all batches of all
 * workers, weighted by examples. Averaged weights need this, because they have no statistics of
 * their own.
 *
 * <p>Source: Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization,
 * 2018, section 3.2; PyTorch's {@code update_bn}, which gives all batches the same weight.
 */
public final class Recalibration {
  private Recalibration() {}

  /**
   * Refuses models that have nothing to recalibrate.
   *
   * @throws IllegalArgumentException in one line
   */
  public static void requireStatistics(Model model) {
    ParameterLayout layout = ParameterLayout.of(model);
    if (layout.trained() == layout.size()) {
      throw new IllegalArgumentException(
          "recalibrate: the model has no running statistics, which batchNorm layers have");
    }
  }

  /**
   * Returns parameters with recomputed running statistics.
   *
   * @param cluster a cluster that has the training data
   * @param recipe the model and how to process a batch
   * @param parameters read only
   * @return the parameters with new running statistics, except for frozen ones
   * @throws TrainingFailedException if a statistic is not finite
   */
  public static float[] of(Cluster cluster, Recipe recipe, float[] parameters) {
    requireStatistics(recipe.model());
    List<Contribution> contributions =
        cluster.run("recalibration", Split.TRAINING, parameters, new RecalibrationTask(recipe));
    for (int worker = 0; worker < contributions.size(); worker++) {
      if (contributions.get(worker).discarded() > 0) {
        throw new TrainingFailedException(
            "recalibration: a statistic or the loss of worker " + worker + " is not finite");
      }
    }
    float[] statistics = Fold.mean(contributions);
    float[] recalibrated = parameters.clone();
    int trained = recalibrated.length - statistics.length;
    System.arraycopy(statistics, 0, recalibrated, trained, statistics.length);
    recipe.copyFrozen(parameters, recalibrated);
    return recalibrated;
  }
}
