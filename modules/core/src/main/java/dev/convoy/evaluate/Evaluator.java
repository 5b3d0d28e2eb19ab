package dev.convoy.evaluate;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Split;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.EvaluationTask;
import dev.convoy.worker.Recipe;

/** Evaluates a model on a whole data set, distributed over a cluster. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Evaluates parameters.
   *
   * @param what a short description for progress displays
   * @param split the data set
   * @param recipe the recipe of the model; its augmentations are not applied
   * @param parameters the parameters in layout order
   */
  public static Evaluation evaluate(
      Cluster cluster, String what, Split split, Recipe recipe, float[] parameters) {
    return Evaluation.sum(cluster.run(what, split, parameters, new EvaluationTask(recipe)));
  }
}
