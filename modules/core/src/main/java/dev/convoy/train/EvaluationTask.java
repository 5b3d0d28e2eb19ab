package dev.convoy.train;

import dev.convoy.data.Partition;

/**
 * Evaluates on one partition, in its own order.
 *
 * @param recipe what to run
 */
record EvaluationTask(Recipe recipe) implements Task<Evaluation> {
  @Override
  public Evaluation run(float[] parameters, Partition partition, WorkerContext context) {
    if (partition.size() == 0) {
      return new Evaluation(0, 0, 0);
    }
    Replica replica = context.replicas().borrow(recipe, false);
    try {
      BatchOrder order = BatchOrder.sequential(partition.size(), recipe.batchSize());
      for (int batch = 0; batch < order.batches(); batch++) {
        context.checkCancelled();
        replica.forward(parameters, partition, order, batch);
      }
      return replica.evaluation();
    } finally {
      context.replicas().release(recipe, false, replica);
    }
  }
}
