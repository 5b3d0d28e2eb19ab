package dev.convoy.worker;

import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;
import java.io.Serializable;

/**
 * Work on what one worker reads: a deterministic function of its arguments, so that it may be
 * repeated or run twice. It writes to none of them.
 *
 * @param <R> what comes back
 */
public interface Task<R> extends Serializable {
  /** Does the work; asks {@code context} for memory and whether to stop. */
  R run(float[] parameters, ExampleCursor feed, WorkerContext context);

  /** Which examples it goes through; nothing else is read. */
  default ReadRange reading() {
    return ReadRange.everything();
  }
}
