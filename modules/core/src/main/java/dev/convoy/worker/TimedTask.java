package dev.convoy.worker;

import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;

/**
 * A task that records when it worked. Its parameters are available when it starts.
 *
 * @param task the work
 */
public record TimedTask(Task<Contribution> task) implements Task<Contribution> {
  @Override
  public ReadRange reading() {
    return task.reading();
  }

  @Override
  public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
    long start = System.nanoTime();
    Contribution contribution = task.run(parameters, cursor, context);
    return contribution.timed(new WorkTime("", start, start, System.nanoTime()));
  }
}
