package dev.convoy.worker;

import java.io.Serializable;
import java.util.List;

/**
 * The result of evaluating a model on a data set, in exact counts.
 *
 * @param examples number of examples
 * @param lossSum sum of their losses
 * @param correct number of examples classified correctly
 */
public record Evaluation(long examples, double lossSum, long correct) implements Serializable {
  /** The share of examples classified correctly. */
  public double accuracy() {
    return (double) correct / examples;
  }

  /** The mean loss. */
  public double loss() {
    return lossSum / examples;
  }

  /** The sum of evaluations, added in order. */
  public static Evaluation sum(List<Evaluation> parts) {
    return parts.stream()
        .reduce(
            new Evaluation(0, 0, 0),
            (a, b) ->
                new Evaluation(
                    a.examples + b.examples, a.lossSum + b.lossSum, a.correct + b.correct));
  }
}
