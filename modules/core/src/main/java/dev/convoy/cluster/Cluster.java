package dev.convoy.cluster;

import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.TimedTask;
import dev.convoy.worker.TrainingFailedException;
import java.util.List;

/**
 * Runs tasks, one for each worker, on the worker's own examples. The number of workers affects the
 * result; where a task runs and how often it is retried does not.
 */
public interface Cluster extends AutoCloseable {
  /** Number of workers that each data set is divided among. */
  int workers();

  /**
   * Runs a task for every worker and returns the results in the order of workers.
   *
   * @param what a short description for progress displays, such as {@code epoch 3/10, round 2}
   * @throws IllegalArgumentException if the cluster does not have that data set
   */
  <R> List<R> run(String what, Split split, float[] parameters, Task<R> task);

  /**
   * Runs a task for every worker on the training data and folds the contributions. The result is
   * the same, bit for bit, wherever the fold runs. The reduction also holds the traffic.
   *
   * @param what a short description for progress displays
   * @throws TrainingFailedException if the mean is not finite
   */
  default Reduction reduce(String what, float[] parameters, Task<Contribution> task) {
    long start = System.nanoTime();
    List<Contribution> contributions = run(what, Split.TRAINING, parameters, new TimedTask(task));
    double seconds = (System.nanoTime() - start) / 1e9;
    return Reduction.of(contributions)
        .with(Traffic.collected(0, seconds, parameters.length, contributions));
  }

  @Override
  void close();
}
