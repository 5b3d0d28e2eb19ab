package dev.convoy.worker;

import dev.convoy.data.ExampleCursor;

/**
 * Evaluates the model on all of a worker's examples, in the order of positions.
 *
 * @param recipe the model and how to process a batch
 */
public record EvaluationTask(Recipe recipe) implements Task<Evaluation> {
  @Override
  public Evaluation run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
    if (cursor.remaining() == 0) {
      return new Evaluation(0, 0, 0);
    }
    Replica replica = context.replicas().borrow(recipe, false);
    try {
      while (cursor.remaining() > 0) {
        context.checkCancelled();
        replica.forward(parameters, cursor);
      }
      return replica.evaluation();
    } finally {
      context.replicas().release(recipe, false, replica);
    }
  }
}
