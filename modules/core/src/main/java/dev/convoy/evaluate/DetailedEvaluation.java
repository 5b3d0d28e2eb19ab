package dev.convoy.evaluate;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Split;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.TrainingFailedException;
import java.io.Serializable;
import java.util.List;

/**
 * The result of evaluating a model on a data set, class by class, in exact counts. The predicted
 * class is the one with the largest output; of equal outputs the lower class ranks first.
 *
 * @param total loss and correct predictions over all examples
 * @param amongFive number of examples whose class is among the five largest outputs
 * @param confusion counts of true and predicted classes
 */
public record DetailedEvaluation(Evaluation total, long amongFive, ConfusionMatrix confusion)
    implements Serializable {
  /** The share of examples whose class is among the five largest outputs. */
  public double topFiveAccuracy() {
    return (double) amongFive / total.examples();
  }

  /**
   * Evaluates parameters on a data set.
   *
   * @throws TrainingFailedException if the loss is not finite
   */
  public static DetailedEvaluation of(
      Cluster cluster, String what, Split split, Recipe recipe, float[] parameters) {
    DetailedEvaluation sum =
        sum(cluster.run(what, split, parameters, new DetailedEvaluationTask(recipe)));
    if (!Double.isFinite(sum.total.lossSum())) {
      throw new TrainingFailedException(what + ": the loss is " + sum.total.lossSum());
    }
    return sum;
  }

  /** The sum of at least one evaluation, added in order. */
  private static DetailedEvaluation sum(List<DetailedEvaluation> parts) {
    return parts.stream()
        .reduce(
            (a, b) ->
                new DetailedEvaluation(
                    Evaluation.sum(List.of(a.total, b.total)),
                    a.amongFive + b.amongFive,
                    a.confusion.plus(b.confusion)))
        .orElseThrow();
  }
}
