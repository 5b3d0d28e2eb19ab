package dev.convoy.cluster;

import dev.convoy.worker.Contribution;
import dev.convoy.worker.Fold;
import dev.convoy.worker.TrainingFailedException;
import java.util.List;
import java.util.Optional;

/**
 * The result of a round of work on all workers.
 *
 * @param contributions the contributions of all workers in partition order, without their values
 * @param mean the {@link Fold} of their values; empty if no worker contributed
 * @param traffic time and bytes of the communication
 */
public record Reduction(List<Contribution> contributions, Optional<float[]> mean, Traffic traffic) {
  /** Copies the list. */
  public Reduction {
    contributions = List.copyOf(contributions);
  }

  /** Makes a reduction without traffic. */
  public Reduction(List<Contribution> contributions, Optional<float[]> mean) {
    this(contributions, mean, Traffic.NONE);
  }

  /** Returns a copy with measured traffic. */
  public Reduction with(Traffic measured) {
    return new Reduction(contributions, mean, measured);
  }

  /**
   * Folds contributions, either whole or the same range of each.
   *
   * @param contributions the contributions in partition order
   * @throws TrainingFailedException if the mean is not finite
   */
  public static Reduction of(List<Contribution> contributions) {
    boolean any = contributions.stream().anyMatch(contribution -> contribution.examples() > 0);
    return new Reduction(
        contributions.stream().map(Contribution::withoutValues).toList(),
        any ? Optional.of(Fold.mean(contributions)) : Optional.empty());
  }
}
