package dev.convoy.spark.wire;

import dev.convoy.worker.ExactSum;

/** What an executor sends to be added up with what others send, for one range. */
public sealed interface PartialSum permits ContributionRange, PartialSum.OfSeveral {
  /**
   * What several of its workers contributed.
   *
   * @param sum theirs, weighted
   */
  record OfSeveral(ExactSum sum) implements PartialSum {}
}
