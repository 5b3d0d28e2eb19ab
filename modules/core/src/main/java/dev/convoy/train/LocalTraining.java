package dev.convoy.train;

import dev.convoy.data.Partition;
import dev.convoy.optim.Optimizer;

/**
 * A round in which a worker trains its own replica; it contributes the replica's parameters.
 *
 * @param round what to go through
 */
record LocalTraining(Round round) implements Task<Contribution> {
  @Override
  public Contribution run(float[] parameters, Partition partition, WorkerContext context) {
    Recipe recipe = round.recipe();
    BatchOrder order =
        BatchOrder.shuffled(
            recipe.seed(), round.epoch(), partition.worker(), partition.size(), recipe.batchSize());
    int end = Math.min(order.batches(), round.firstBatch() + round.batches());
    if (round.firstBatch() >= end) {
      return Contribution.none();
    }
    Replica replica = context.replicas().borrow(recipe, true);
    try {
      System.arraycopy(parameters, 0, replica.parameters, 0, parameters.length);
      Optimizer optimizer = recipe.optimizer();
      float[] state = replica.optimizerState();
      for (int batch = round.firstBatch(); batch < end; batch++) {
        context.checkCancelled();
        replica.computeGradient(replica.parameters, partition, order, batch);
        long step = batch - round.firstBatch() + 1L;
        optimizer.step(step, round.rate(), replica.gradient, state, replica.parameters);
      }
      return replica.contribution(replica.parameters);
    } finally {
      context.replicas().release(recipe, true, replica);
    }
  }
}
