package dev.convoy.spark.command.output;

/** The exit statuses of the command line. */
public final class ExitStatus {
  /** The command did what it should. */
  public static final int DONE = 0;

  /** The run failed. */
  public static final int FAILED = 1;

  /** Wrong usage or bad input, found before the run. */
  public static final int BAD_INPUT = 2;

  /** The run stopped before its end, with a checkpoint to resume from. */
  public static final int STOPPED = 3;

  /** Another driver trains the same run. */
  public static final int LEASE_HELD = 4;

  private ExitStatus() {}
}
