package dev.convoy.spark.capacity;

import dev.convoy.average.InnerState;
import dev.convoy.average.Synchronization;
import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.kernel.Kernels;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizer;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.run.RunDefinition;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.train.ModelSelection;
import dev.convoy.train.OnNan;
import dev.convoy.worker.Recipe;

/**
 * How large the things are that a run holds and sends, in bytes.
 *
 * @param workers number of contributions of a round
 * @param data all examples, packed
 * @param vectors what goes out to workers and comes back
 * @param driver what the driver keeps
 * @param replicas what a worker trains and evaluates with
 */
public record RunSizes(int workers, long data, Vectors vectors, Driver driver, Replicas replicas) {
  /**
   * Vectors of the parameters' length, and of the inner state's if it is averaged.
   *
   * @param parameters one model
   * @param broadcast what goes out to workers
   * @param contribution what a worker hands over
   * @param sent the same on the wire
   * @param shuffles whether contributions are folded on the executors
   */
  public record Vectors(
      long parameters, long broadcast, long contribution, long sent, boolean shuffles) {}

  /**
   * What the driver keeps beside the parameters.
   *
   * @param state from round to round
   * @param saved to go back to if the run diverges
   * @param next parameters that are made while those of the round and the mean are still there
   * @param candidates averages and best parameters
   */
  public record Driver(long state, long saved, long next, long candidates) {}

  /**
   * Plans and the vectors that they work on.
   *
   * @param training one replica that trains
   * @param test one replica that evaluates; 0 if there are no test data
   */
  public record Replicas(long training, long test) {}

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
    boolean folded = reduceMode.shuffles(run.averaging().workers(), (int) (vector / Float.BYTES));
    return new RunSizes(
        run.averaging().workers(),
        bytes(run.data().training()) + run.data().test().map(RunSizes::bytes).orElse(0L),
        new Vectors(parameters, vector, vector, synchronization.wire().bytes(vector), folded),
        new Driver(
            driverState,
            run.length().onNan() == OnNan.ROLLBACK ? parameters + driverState : 0,
            steps ? parameters : 0,
            candidates(run.selection().modelSelection()) * parameters),
        new Replicas(
            buffers(recipe, training, kernels) + 2 * parameters + innerState,
            run.data().test().isPresent() ? buffers(recipe, test, kernels) : 0));
  }

  /**
   * Bytes that workers send, or so many executors do if contributions are folded there: one that
   * has several adds them up, in double precision.
   */
  public long sentBy(int executors) {
    if (!vectors.shuffles()) {
      return workers * vectors.sent();
    }
    int senders = Math.min(workers, executors);
    int alone = workers / senders > 1 ? 0 : senders - workers % senders;
    return alone * vectors.sent() + (senders - alone) * SUM * vectors.contribution();
  }

  /** An average is made anew while the one before is still there. */
  private static int candidates(ModelSelection supervision) {
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
