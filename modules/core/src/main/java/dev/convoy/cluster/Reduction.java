package dev.convoy.cluster;

import dev.convoy.worker.Contribution;
import dev.convoy.worker.Fold;
import dev.convoy.worker.TrainingFailedException;
import java.util.List;
import java.util.Optional;

/**
 * What a round of work came to.
 *
 * @param contributions those of all workers in partition order, without their values
 * @param mean the {@link Fold} of their values; nothing if no worker contributed
 * @param traffic what it took to get there
 */
public record Reduction(List<Contribution> contributions, Optional<float[]> mean, Traffic traffic) {
  /** Copies the list. */
  public Reduction {
    contributions = List.copyOf(contributions);
  }

  /** Without what it took. */
  public Reduction(List<Contribution> contributions, Optional<float[]> mean) {
    this(contributions, mean, Traffic.NONE);
  }

  /** The same with what it took. */
  public Reduction with(Traffic measured) {
    return new Reduction(contributions, mean, measured);
  }

  /**
   * Folds whole contributions, or the same range of all of them.
   *
   * @param contributions in partition order
   * @throws TrainingFailedException if the mean is not finite
   */
  public static Reduction of(List<Contribution> contributions) {
    boolean any = contributions.stream().anyMatch(contribution -> contribution.examples() > 0);
    return new Reduction(
        contributions.stream().map(Contribution::withoutValues).toList(),
        any ? Optional.of(Fold.mean(contributions)) : Optional.empty());
  }
}
