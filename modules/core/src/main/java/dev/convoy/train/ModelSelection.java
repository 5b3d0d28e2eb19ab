package dev.convoy.train;

import dev.convoy.optim.LearningRateSchedule;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Recipe;
import java.util.Optional;

/**
 * Selects the parameters that become the result, by early stopping and weight averaging. It runs on
 * the driver only; workers are not involved.
 *
 * @param monitor the metric by which evaluations are compared
 * @param earlyStopping when to end the run before its last epoch; empty to train every epoch
 * @param average the weight average, which is evaluated in place of the parameters
 */
public record ModelSelection(
    Monitor monitor, Optional<EarlyStopping> earlyStopping, WeightAverage average) {
  /** Neither early stopping nor a weight average. */
  public static final ModelSelection NONE =
      new ModelSelection(Monitor.ACCURACY, Optional.empty(), new WeightAverage.None());

  /** Whether evaluations on the test data affect training. */
  public boolean looksAtEvaluations(Recipe recipe) {
    return curve(recipe).patience().isPresent() || earlyStopping.isPresent();
  }

  /** Refuses settings that need evaluations if there are no test data. */
  public void requireTestData(Recipe recipe, boolean evaluates) {
    if (!evaluates && looksAtEvaluations(recipe)) {
      throw new IllegalArgumentException(
          earlyStopping
                  .map(stopping -> "early-stopping '" + stopping.text() + "'")
                  .orElse("schedule '" + curve(recipe).text() + "'")
              + " needs test data");
    }
  }

  /** Whether a run ends early at this state. */
  public boolean stops(TrainingState state) {
    return stops(state.epoch(), state.progress().tracker());
  }

  /** Whether a run ends early after this epoch. */
  public boolean stops(int epoch, BestEpochTracker tracker) {
    return tracker.bestEpoch() > 0
        && earlyStopping
            .filter(stopping -> epoch - tracker.bestEpoch() >= stopping.patience())
            .isPresent();
  }

  /** The tracker after an epoch's evaluation. */
  BestEpochTracker tracker(Recipe recipe, BestEpochTracker before, int epoch, Evaluation test) {
    if (!looksAtEvaluations(recipe)) {
      return before;
    }
    double more = earlyStopping.map(EarlyStopping::minDelta).orElse(0.0);
    BestEpochTracker seen = before.seen(epoch, monitor.score(test), more);
    return curve(recipe).patience().stream()
        .mapToObj(patience -> seen.lowered(epoch, patience))
        .findFirst()
        .orElse(seen);
  }

  /** The snapshots after an epoch whose evaluation led to this tracker. */
  ModelSnapshots snapshots(
      ModelSnapshots before, float[] parameters, int epoch, BestEpochTracker tracker) {
    return earlyStopping.isPresent() && tracker.bestEpoch() == epoch
        ? before.withBest(before.evaluated(parameters))
        : before;
  }

  private static LearningRateSchedule curve(Recipe recipe) {
    return recipe.optimization().schedule().curve();
  }
}
