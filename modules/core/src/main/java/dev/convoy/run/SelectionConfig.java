package dev.convoy.run;

import dev.convoy.train.EarlyStopping;
import dev.convoy.train.ModelSelection;
import dev.convoy.train.Monitor;
import dev.convoy.train.WeightAverage;
import java.util.Optional;

/**
 * Which parameters a run ends with.
 *
 * @param monitor the metric by which evaluations are compared
 * @param earlyStopping when a run ends before its last epoch, if it may
 * @param average of the parameters, as in {@code --average}: {@code none}, {@code ema:0.999} or
 *     {@code swa:5}
 * @param recalibrates whether the running statistics of the final model are computed anew
 */
public record SelectionConfig(
    Monitor monitor, Optional<EarlyStopping> earlyStopping, String average, boolean recalibrates) {
  /** The parameters after the last epoch. */
  public static final SelectionConfig STANDARD =
      new SelectionConfig(Monitor.ACCURACY, Optional.empty(), "none", false);

  /** The selection for a run of so many epochs. */
  Selection selection(int epochs) {
    return new Selection(
        new ModelSelection(monitor, earlyStopping, WeightAverage.parse(average, epochs)),
        recalibrates);
  }
}
