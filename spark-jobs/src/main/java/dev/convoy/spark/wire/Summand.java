package dev.convoy.spark.wire;

import dev.convoy.train.ExactSum;

/** What an executor sends to be added up with what others send, for one stretch. */
public sealed interface Summand permits ContributionStretch, Summand.OfSeveral {
  /**
   * What several of its workers contributed.
   *
   * @param sum theirs, weighted
   */
  record OfSeveral(ExactSum sum) implements Summand {}
}
