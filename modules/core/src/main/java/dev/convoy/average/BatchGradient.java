package dev.convoy.average;

import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;
import dev.convoy.model.ParameterLayout;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.Replica;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;

/**
 * A round of one batch: a worker contributes the gradient of its mean loss and its batch's
 * statistics. With bfloat16, statistics are sent as differences from the running ones, because a
 * mean of squares in 16 bits would lose every digit of the variance.
 *
 * @param round the range to process; one batch
 * @param wire the precision of the contribution
 */
record BatchGradient(Round round, WireFormat wire) implements Task<Contribution> {
  @Override
  public ReadRange reading() {
    return round.reading();
  }

  @Override
  public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
    Recipe recipe = round.recipe();
    if (cursor.remaining() == 0) {
      return Contribution.none();
    }
    Replica replica = context.replicas().borrow(recipe, true);
    try {
      context.checkCancelled();
      replica.computeGradient(parameters, cursor);
      float[] gradient = replica.gradient.clone();
      if (wire == WireFormat.BFLOAT16) {
        for (int i = ParameterLayout.of(recipe.model()).trained(); i < gradient.length; i++) {
          gradient[i] -= parameters[i];
        }
      }
      wire.round(gradient);
      return replica.contribution(gradient);
    } finally {
      context.replicas().release(recipe, true, replica);
    }
  }
}
