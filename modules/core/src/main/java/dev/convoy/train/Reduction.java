package dev.convoy.train;

import java.util.List;
import java.util.Optional;

/**
 * What a round of work came to.
 *
 * @param contributions those of all workers in partition order, without their values
 * @param mean the {@link Fold} of their values; nothing if no worker contributed
 */
public record Reduction(List<Contribution> contributions, Optional<float[]> mean) {
  /** Copies the list. */
  public Reduction {
    contributions = List.copyOf(contributions);
  }

  /**
   * Folds whole contributions, or the same stretch of all of them.
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
