package dev.convoy.average;

import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Recipe;
import dev.convoy.worker.Replica;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;
import java.util.Arrays;

/**
 * A round in which a worker trains its own replica. The parameters are sent in both directions,
 * followed by the optimizer's state if it is averaged. With bfloat16, workers send the change of
 * the parameters.
 *
 * @param round the range to process
 * @param innerState how the optimizer's state carries over
 * @param wire the precision of the contribution
 */
record LocalTraining(Round round, InnerState innerState, WireFormat wire)
    implements Task<Contribution> {
  @Override
  public ReadRange reading() {
    return round.reading();
  }

  @Override
  public Contribution run(float[] vector, ExampleCursor cursor, WorkerContext context) {
    Recipe recipe = round.recipe();
    if (cursor.remaining() == 0) {
      return Contribution.none();
    }
    Replica replica = context.replicas().borrow(recipe, true);
    try {
      int size = replica.parameters.length;
      System.arraycopy(vector, 0, replica.parameters, 0, size);
      float[] state = replica.optimizerState();
      System.arraycopy(vector, size, state, 0, vector.length - size);
      long stepsBefore = innerState == InnerState.RESET ? round.step(round.firstBatch()) - 1 : 0;
      for (int batch = round.firstBatch(); cursor.remaining() > 0; batch++) {
        context.checkCancelled();
        replica.computeGradient(replica.parameters, cursor);
        long step = round.step(batch) - stepsBefore;
        replica.stepRule.apply(
            step, round.rate(batch), replica.gradient, state, replica.parameters);
      }
      return replica.contribution(result(vector, replica.parameters, state));
    } finally {
      context.replicas().release(recipe, true, replica);
    }
  }

  private float[] result(float[] vector, float[] parameters, float[] state) {
    float[] result = Arrays.copyOf(parameters, vector.length);
    System.arraycopy(state, 0, result, parameters.length, vector.length - parameters.length);
    if (wire == WireFormat.BFLOAT16) {
      for (int i = 0; i < parameters.length; i++) {
        result[i] -= vector[i];
      }
      wire.round(result);
    }
    return result;
  }
}
