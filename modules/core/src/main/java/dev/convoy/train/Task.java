package dev.convoy.train;

import dev.convoy.data.Partition;
import java.io.Serializable;

/**
 * Work on one worker's partition: a deterministic function of its arguments, so that it may be
 * repeated or run twice. It writes to none of them.
 *
 * @param <R> what comes back
 */
public interface Task<R> extends Serializable {
  /** Does the work; asks {@code context} for memory and whether to stop. */
  R run(float[] parameters, Partition partition, WorkerContext context);
}
