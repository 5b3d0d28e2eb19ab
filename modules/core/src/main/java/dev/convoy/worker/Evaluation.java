package dev.convoy.worker;

import java.io.Serializable;
import java.util.List;

/**
 * How well a model does on a data set, in exact counts.
 *
 * @param examples number of examples
 * @param lossSum sum of their losses
 * @param correct how many were classified correctly
 */
public record Evaluation(long examples, double lossSum, long correct) implements Serializable {
  /** The share that was classified correctly. */
  public double accuracy() {
    return (double) correct / examples;
  }

  /** The mean loss. */
  public double loss() {
    return lossSum / examples;
  }

  /** The sum, in order. */
  public static Evaluation sum(List<Evaluation> parts) {
    return parts.stream()
        .reduce(
            new Evaluation(0, 0, 0),
            (a, b) ->
                new Evaluation(
                    a.examples + b.examples, a.lossSum + b.lossSum, a.correct + b.correct));
  }
}
