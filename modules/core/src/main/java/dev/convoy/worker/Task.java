package dev.convoy.worker;

import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;
import java.io.Serializable;

/**
 * Work on the examples of one worker. It is a deterministic function of its arguments and does not
 * modify them, so it may be retried or run twice.
 *
 * @param <R> type of the result
 */
public interface Task<R> extends Serializable {
  /** Does the work. The context provides replicas and tells whether the task was cancelled. */
  R run(float[] parameters, ExampleCursor cursor, WorkerContext context);

  /** The range of examples that the task reads. */
  default ReadRange reading() {
    return ReadRange.everything();
  }
}
