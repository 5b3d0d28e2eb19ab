package dev.convoy.spark.cluster;

import dev.convoy.train.ExactSum;

/** What an executor sends to be added up with what others send, for one stretch. */
sealed interface Summand permits ContributionStretch, Summand.OfSeveral {
  /**
   * What several of its workers contributed.
   *
   * @param sum theirs, weighted
   */
  record OfSeveral(ExactSum sum) implements Summand {}
}
