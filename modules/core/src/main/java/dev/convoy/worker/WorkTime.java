package dev.convoy.worker;

import java.io.Serializable;

/**
 * The times of a worker's task in a round, in nanoseconds of its process's clock. Only differences
 * within one process are meaningful.
 *
 * @param process name of the process
 * @param start when the worker asked for the parameters
 * @param received when it received them
 * @param end when its contribution was ready
 */
public record WorkTime(String process, long start, long received, long end)
    implements Serializable {
  /** The time of a contribution that was not timed. */
  public static final WorkTime NONE = new WorkTime("", 0, 0, 0);
}
