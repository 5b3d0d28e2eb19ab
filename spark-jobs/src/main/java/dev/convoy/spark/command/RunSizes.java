package dev.convoy.spark.command;

import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.kernel.Kernels;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizer;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.run.RunDefinition;
import dev.convoy.spark.cluster.ReduceMode;
import dev.convoy.train.InnerState;
import dev.convoy.train.OnNan;
import dev.convoy.train.Recipe;
import dev.convoy.train.Supervision;
import dev.convoy.train.Synchronization;

/**
 * How large the things are that a run holds and sends; in bytes, but for the number of workers.
 *
 * @param workers number of contributions of a round
 * @param parameters one model
 * @param broadcast what goes out to workers: parameters and, if it is averaged, the inner state
 * @param contribution what a worker hands over
 * @param sent the same on the wire
 * @param driverState what the driver keeps from round to round
 * @param saved what it keeps to go back to
 * @param next parameters that are made anew while those of the round and the mean are still there
 * @param trainingReplica a plan for training and its vectors
 * @param testReplica a plan for evaluation; 0 if there are no test data
 * @param data all examples, packed
 * @param shuffles whether contributions are folded on the executors
 * @param candidates averages and best parameters that the driver keeps
 */
record RunSizes(
    int workers,
    long parameters,
    long broadcast,
    long contribution,
    long sent,
    long driverState,
    long saved,
    long next,
    long trainingReplica,
    long testReplica,
    long data,
    boolean shuffles,
    long candidates) {

  /** A sum takes so many times the bytes of what is added up. */
  static final int SUM = Double.BYTES / Float.BYTES;

  /** Those of a run; allocates nothing of it. */
  static RunSizes of(RunDefinition run, ReduceMode reduceMode, Kernels kernels) {
    Recipe recipe = run.recipe();
    Optimizer optimizer = recipe.optimization().optimizer();
    int size = ParameterLayout.of(recipe.model()).size();
    long parameters = bytes(size);
    Synchronization synchronization = run.averaging().synchronization();
    boolean steps = synchronization instanceof Synchronization.GradientAveraging;
    long driverState = bytes(synchronization.stateSize(optimizer, size));
    long innerState = steps ? 0 : bytes(optimizer.stateSize(size));
    long vector =
        parameters + (synchronization.innerState() == InnerState.AVERAGE ? innerState : 0);
    Request training = recipe.trainingRequest();
    Request test = Request.inference(recipe.model()).with(recipe.algorithm());
    return new RunSizes(
        run.averaging().workers(),
        parameters,
        vector,
        vector,
        synchronization.wire().bytes(vector),
        driverState,
        run.length().onNan() == OnNan.ROLLBACK ? parameters + driverState : 0,
        steps ? parameters : 0,
        buffers(recipe, training, kernels) + 2 * parameters + innerState,
        run.data().test().isPresent() ? buffers(recipe, test, kernels) : 0,
        bytes(run.data().training()) + run.data().test().map(RunSizes::bytes).orElse(0L),
        reduceMode.shuffles(run.averaging().workers(), (int) (vector / Float.BYTES)),
        candidates(run.selection().supervision()) * parameters);
  }

  /**
   * Bytes that workers send, or so many executors do if contributions are folded there: one that
   * has several adds them up, in double precision.
   */
  long sentBy(int executors) {
    if (!shuffles) {
      return workers * sent;
    }
    int senders = Math.min(workers, executors);
    int alone = workers / senders > 1 ? 0 : senders - workers % senders;
    return alone * sent + (senders - alone) * SUM * contribution;
  }

  /** An average is made anew while the one before is still there. */
  private static int candidates(Supervision supervision) {
    return (supervision.average().exists() ? 2 : 0)
        + (supervision.earlyStopping().isPresent() ? 1 : 0);
  }

  private static long buffers(Recipe recipe, Request request, Kernels kernels) {
    return Plan.memoryBytes(recipe.model(), request, recipe.batchSize(), kernels);
  }

  private static long bytes(int floats) {
    return (long) floats * Float.BYTES;
  }

  private static long bytes(DataSource source) {
    DataSummary summary = source.summary();
    return summary.size() * (summary.shape().size() + Integer.BYTES);
  }
}
