package dev.convoy.evaluate;

import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.plan.Request;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.Replica;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Processes the first epoch once and contributes the mean of its batch statistics, in layout order.
 * It computes no gradient.
 *
 * @param recipe the model and how to process a batch
 */
record RecalibrationTask(Recipe recipe) implements Task<Contribution> {
  @Override
  public ReadRange reading() {
    return new ReadRange(1, 0, Long.MAX_VALUE);
  }

  @Override
  public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
    if (cursor.remaining() == 0) {
      return Contribution.none();
    }
    ParameterLayout layout = ParameterLayout.of(recipe.model());
    Replica replica = replica(layout, context);
    double[] sums = new double[layout.size() - layout.trained()];
    long examples = 0;
    while (cursor.remaining() > 0) {
      context.checkCancelled();
      int count = replica.computeGradient(parameters, cursor);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += (double) count * replica.gradient[layout.trained() + i];
      }
      examples += count;
    }
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i] / examples);
    }
    return replica.contribution(means);
  }

  /** Makes a replica outside the pool, because it is needed only once in a run. */
  private Replica replica(ParameterLayout layout, WorkerContext context) {
    Set<String> statistics =
        layout.slots().stream()
            .filter(slot -> !slot.spec().isTrained())
            .map(Slot::name)
            .filter(name -> !recipe.optimization().frozen().contains(name))
            .collect(Collectors.toSet());
    Request request = new Request(recipe.model().outputs(), statistics, Set.of(), true);
    return new Replica(recipe, request, context.replicas().kernels(recipe.kernels()).kernels());
  }
}
