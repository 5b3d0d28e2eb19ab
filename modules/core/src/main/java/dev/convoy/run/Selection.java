package dev.convoy.run;

import dev.convoy.train.ModelSelection;

/**
 * Which parameters a run ends with.
 *
 * @param supervision early stopping and averages of the parameters
 * @param recalibrates whether the running statistics of the final model are computed anew from the
 *     training data
 */
public record Selection(ModelSelection supervision, boolean recalibrates) {
  /** The parameters after the last epoch. */
  public static final Selection LAST_EPOCH = new Selection(ModelSelection.NONE, false);
}
