package dev.convoy.spark.cluster;

import dev.convoy.train.Contribution;
import dev.convoy.train.ExactSum;

/**
 * A stretch of a worker's contribution. It refers to the whole vector: nothing is copied until it
 * is written to a file or the wire, from which a contribution with the values of the stretch alone
 * comes back.
 *
 * @param whole what the worker contributed
 * @param from first of the values
 * @param to behind the last of them; {@code from} if the worker has none
 */
record ContributionStretch(Contribution whole, int from, int to) implements Summand {
  /**
   * Adds the values, weighted by the examples behind them.
   *
   * @param work as long as the stretch at least, overwritten
   */
  void addTo(ExactSum sum, double[] work) {
    sum.add(whole.examples(), whole.values(), from, work);
  }
}
