package dev.convoy.train;

import dev.convoy.optim.LearningRateSchedule;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.Recipe;
import java.util.Optional;

/**
 * What the driver makes of parameters and evaluations as they come. It decides the result, but
 * workers do not know of it.
 *
 * @param monitor what is looked at in evaluations
 * @param earlyStopping when the run ends before its last epoch, if it may
 * @param average of the parameters, which is evaluated in their place
 */
public record ModelSelection(
    Monitor monitor, Optional<EarlyStopping> earlyStopping, WeightAverage average) {
  /** Nothing but training. */
  public static final ModelSelection NONE =
      new ModelSelection(Monitor.ACCURACY, Optional.empty(), new WeightAverage.None());

  /** Whether evaluations on the test data decide how training goes on. */
  public boolean looksAtEvaluations(Recipe recipe) {
    return curve(recipe).patience().isPresent() || earlyStopping.isPresent();
  }

  /** Refuses what needs evaluations if there are no test data. */
  public void requireTestData(Recipe recipe, boolean evaluates) {
    if (!evaluates && looksAtEvaluations(recipe)) {
      throw new IllegalArgumentException(
          earlyStopping
                  .map(stopping -> "early-stopping '" + stopping.text() + "'")
                  .orElse("schedule '" + curve(recipe).text() + "'")
              + " needs test data");
    }
  }

  /** Whether a run that has come so far ends early. */
  public boolean stops(TrainingState state) {
    return stops(state.epoch(), state.progress().watch());
  }

  /** Whether a run ends early after this epoch. */
  public boolean stops(int epoch, BestEpochTracker watch) {
    return watch.bestEpoch() > 0
        && earlyStopping
            .filter(stopping -> epoch - watch.bestEpoch() >= stopping.patience())
            .isPresent();
  }

  /** The watch after an epoch's evaluation. */
  BestEpochTracker watch(Recipe recipe, BestEpochTracker before, int epoch, Evaluation test) {
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

  /** The candidates after an epoch whose evaluation has led to this watch. */
  ModelSnapshots candidates(
      ModelSnapshots before, float[] parameters, int epoch, BestEpochTracker watch) {
    return earlyStopping.isPresent() && watch.bestEpoch() == epoch
        ? before.withBest(before.evaluated(parameters))
        : before;
  }

  private static LearningRateSchedule curve(Recipe recipe) {
    return recipe.optimization().schedule().curve();
  }
}
