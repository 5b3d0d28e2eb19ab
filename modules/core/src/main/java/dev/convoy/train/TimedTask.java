package dev.convoy.train;

import dev.convoy.data.Feed;
import dev.convoy.data.Reading;

/**
 * A task that notes when it worked. Its parameters are there when it starts.
 *
 * @param task the work
 */
record TimedTask(Task<Contribution> task) implements Task<Contribution> {
  @Override
  public Reading reading() {
    return task.reading();
  }

  @Override
  public Contribution run(float[] parameters, Feed feed, WorkerContext context) {
    long start = System.nanoTime();
    Contribution contribution = task.run(parameters, feed, context);
    return contribution.timed(new WorkTime("", start, start, System.nanoTime()));
  }
}
