package dev.convoy.cluster;

import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.TimedTask;
import dev.convoy.worker.TrainingFailedException;
import java.util.List;

/**
 * Somewhere to run tasks, one for each worker, on what it reads of its own examples. The number of
 * workers defines the mathematics; where and how often a task runs does not.
 */
public interface Cluster extends AutoCloseable {
  /** Number of workers that each data set is dealt to. */
  int workers();

  /**
   * Runs a task for every worker and returns the results in the order of workers.
   *
   * @param what a few words for people who watch, such as {@code epoch 3/10, round 2}
   * @throws IllegalArgumentException if the cluster was given no such data set
   */
  <R> List<R> run(String what, Split split, float[] parameters, Task<R> task);

  /**
   * Runs a task for every worker on the training data and folds what comes back. Where the fold is
   * made does not change its bits. The reduction also says what it took.
   *
   * @param what a few words for people who watch
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
