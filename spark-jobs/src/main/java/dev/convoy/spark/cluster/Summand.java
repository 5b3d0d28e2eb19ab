package dev.convoy.spark.cluster;

import dev.convoy.train.ExactSum;

/** What an executor sends to be added up with what others send, for one stretch. */
sealed interface Summand permits ContributionStretch, Summand.OfSeveral, Summand.Unreachable {
  /**
   * What several of its workers contributed.
   *
   * @param sum theirs, weighted
   */
  record OfSeveral(ExactSum sum) implements Summand {}

  /** Nothing, because the vector of one of its workers could not be had any more. */
  record Unreachable() implements Summand {}
}
