package dev.convoy.train;

import dev.convoy.data.Partition;

/**
 * A round of one batch; a worker contributes the gradient of its mean loss.
 *
 * @param round what to go through; one batch
 * @param wire the precision of what comes back
 */
record BatchGradient(Round round, Wire wire) implements Task<Contribution> {
  @Override
  public Contribution run(float[] parameters, Partition partition, WorkerContext context) {
    Recipe recipe = round.recipe();
    BatchOrder order =
        BatchOrder.shuffled(
            recipe.seed(), round.epoch(), partition.worker(), partition.size(), recipe.batchSize());
    if (round.firstBatch() >= order.batches()) {
      return Contribution.none();
    }
    Replica replica = context.replicas().borrow(recipe, true);
    try {
      context.checkCancelled();
      replica.computeGradient(parameters, partition, order, round.firstBatch());
      float[] gradient = replica.gradient.clone();
      wire.round(gradient);
      return replica.contribution(gradient);
    } finally {
      context.replicas().release(recipe, true, replica);
    }
  }
}
