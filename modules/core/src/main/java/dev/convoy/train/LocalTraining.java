package dev.convoy.train;

import dev.convoy.data.Feed;
import dev.convoy.data.Reading;
import dev.convoy.optim.Optimizer;

/**
 * A round in which a worker trains its own replica; it contributes the replica's parameters.
 *
 * @param round what to go through
 */
record LocalTraining(Round round) implements Task<Contribution> {
  @Override
  public Reading reading() {
    return round.reading();
  }

  @Override
  public Contribution run(float[] parameters, Feed feed, WorkerContext context) {
    Recipe recipe = round.recipe();
    if (feed.remaining() == 0) {
      return Contribution.none();
    }
    Replica replica = context.replicas().borrow(recipe, true);
    try {
      System.arraycopy(parameters, 0, replica.parameters, 0, parameters.length);
      Optimizer optimizer = recipe.optimizer();
      float[] state = replica.optimizerState();
      for (long step = 1; feed.remaining() > 0; step++) {
        context.checkCancelled();
        replica.computeGradient(replica.parameters, feed);
        optimizer.step(step, round.rate(), replica.gradient, state, replica.parameters);
      }
      return replica.contribution(replica.parameters);
    } finally {
      context.replicas().release(recipe, true, replica);
    }
  }
}
