package dev.convoy.train;

import dev.convoy.optim.Curve;

/**
 * What the driver makes of the evaluations after each epoch. It decides the result, but workers do
 * not know of it.
 *
 * @param monitor what is looked at in evaluations
 */
public record Supervision(Monitor monitor) {
  /** Nothing but training. */
  public static final Supervision NONE = new Supervision(Monitor.ACCURACY);

  /** Whether evaluations on the test data decide how training goes on. */
  public boolean looksAtEvaluations(Recipe recipe) {
    return recipe.schedule().curve().patience().isPresent();
  }

  /** Refuses what needs evaluations if there are no test data. */
  public void requireTestData(Recipe recipe, boolean evaluates) {
    Curve curve = recipe.schedule().curve();
    if (!evaluates && curve.patience().isPresent()) {
      throw new IllegalArgumentException("schedule '" + curve.text() + "' needs test data");
    }
  }

  /** The watch after an epoch's evaluation. */
  Watch watch(Recipe recipe, Watch before, int epoch, Evaluation test) {
    Curve curve = recipe.schedule().curve();
    if (curve.patience().isEmpty()) {
      return before;
    }
    return before.seen(epoch, monitor.score(test), 0).lowered(epoch, curve.patience().getAsInt());
  }
}
