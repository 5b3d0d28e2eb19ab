package dev.convoy.run;

import dev.convoy.train.EarlyStopping;
import dev.convoy.train.ModelSelection;
import dev.convoy.train.Monitor;
import dev.convoy.train.WeightAverage;
import java.util.Optional;

/**
 * How the parameters that become the result of a run are selected.
 *
 * @param monitor the metric by which evaluations are compared
 * @param earlyStopping when to end a run before its last epoch; empty to train every epoch
 * @param average the weight average, as in {@code --average}: {@code none}, {@code ema:0.999} or
 *     {@code swa:5}
 * @param recalibrates whether to recompute the running statistics of the final model
 */
public record SelectionConfig(
    Monitor monitor, Optional<EarlyStopping> earlyStopping, String average, boolean recalibrates) {
  /** The parameters after the last epoch. */
  public static final SelectionConfig STANDARD =
      new SelectionConfig(Monitor.ACCURACY, Optional.empty(), "none", false);

  /** The selection for a run with this number of epochs. */
  Selection selection(int epochs) {
    return new Selection(
        new ModelSelection(monitor, earlyStopping, WeightAverage.parse(average, epochs)),
        recalibrates);
  }
}
