package dev.convoy.train;

import dev.convoy.data.Partition;

/**
 * A task that notes when it worked. Its parameters are there when it starts.
 *
 * @param task the work
 */
record TimedTask(Task<Contribution> task) implements Task<Contribution> {
  @Override
  public Contribution run(float[] parameters, Partition partition, WorkerContext context) {
    long start = System.nanoTime();
    Contribution contribution = task.run(parameters, partition, context);
    return contribution.timed(new WorkTime("", start, start, System.nanoTime()));
  }
}
