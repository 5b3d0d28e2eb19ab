package dev.convoy.worker;

import java.io.Serializable;

/**
 * When a worker was at work on a round, in nanoseconds by the clock of its process: only
 * differences within one process mean something.
 *
 * @param process a name of the process
 * @param start when it asked for the parameters
 * @param received when it had them
 * @param end when its contribution was ready
 */
public record WorkTime(String process, long start, long received, long end)
    implements Serializable {
  /** Of a contribution that nobody timed. */
  public static final WorkTime NONE = new WorkTime("", 0, 0, 0);
}
