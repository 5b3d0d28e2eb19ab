package dev.convoy.run;

import dev.convoy.train.ModelSelection;

/**
 * Selects the parameters that become the result of a run.
 *
 * @param modelSelection early stopping and averages of the parameters
 * @param recalibrates whether to recompute the running statistics of the final model from the
 *     training data
 */
public record Selection(ModelSelection modelSelection, boolean recalibrates) {
  /** The parameters after the last epoch. */
  public static final Selection LAST_EPOCH = new Selection(ModelSelection.NONE, false);
}
