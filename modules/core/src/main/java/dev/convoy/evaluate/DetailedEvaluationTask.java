package dev.convoy.evaluate;

import dev.convoy.data.ExampleCursor;
import dev.convoy.model.Model;
import dev.convoy.worker.Evaluation;
import dev.convoy.worker.EvaluationTask;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.Replica;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;

/**
 * Evaluates like {@link EvaluationTask}, and also counts the predicted class of each example.
 *
 * @param recipe the model and how to process a batch
 */
record DetailedEvaluationTask(Recipe recipe) implements Task<DetailedEvaluation> {
  private static final int FIVE = 5;

  @Override
  public DetailedEvaluation run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
    Model model = recipe.model();
    int classes = model.shapes().get(model.onlyOutput()).size();
    ConfusionMatrix confusion = ConfusionMatrix.empty(classes);
    if (cursor.remaining() == 0) {
      return new DetailedEvaluation(new Evaluation(0, 0, 0), 0, confusion);
    }
    Replica replica = context.replicas().borrow(recipe, false);
    try {
      long amongFive = 0;
      while (cursor.remaining() > 0) {
        context.checkCancelled();
        int count = replica.forward(parameters, cursor);
        for (int n = 0; n < count; n++) {
          confusion.add(replica.label(n), replica.predicted(n));
          amongFive += replica.largerThanLabel(n) < FIVE ? 1 : 0;
        }
      }
      return new DetailedEvaluation(replica.evaluation(), amongFive, confusion);
    } finally {
      context.replicas().release(recipe, false, replica);
    }
  }
}
