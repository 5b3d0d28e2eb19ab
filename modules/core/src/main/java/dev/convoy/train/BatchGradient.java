package dev.convoy.train;

import dev.convoy.data.Feed;
import dev.convoy.data.Reading;

/**
 * A round of one batch; a worker contributes the gradient of its mean loss.
 *
 * @param round what to go through; one batch
 * @param wire the precision of what comes back
 */
record BatchGradient(Round round, Wire wire) implements Task<Contribution> {
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
      context.checkCancelled();
      replica.computeGradient(parameters, feed);
      float[] gradient = replica.gradient.clone();
      wire.round(gradient);
      return replica.contribution(gradient);
    } finally {
      context.replicas().release(recipe, true, replica);
    }
  }
}
