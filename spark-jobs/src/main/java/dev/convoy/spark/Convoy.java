package dev.convoy.spark;

import dev.convoy.files.Secrets;
import dev.convoy.spark.command.ConvoyCommand;
import dev.convoy.spark.command.output.ExitStatus;
import org.apache.spark.SparkConf;

/** The main class of the jar for spark-submit. */
public final class Convoy {
  private Convoy() {}

  /** Runs a command; what its exit status becomes depends on who owns the process. */
  public static void main(String[] arguments) {
    StandardError.takeBack();
    haltOnDeadThread();
    ConvoyCommand.Ending ending = ConvoyCommand.execute(arguments);
    System.out.flush();
    System.err.flush();
    if (ending.status() != 0) {
      DriverExit.end(new SparkConf(), ending);
    }
  }

  /** A thread that dies of a lack of memory could leave the run waiting for ever. */
  private static void haltOnDeadThread() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          try {
            System.err.println(
                "convoy: thread '"
                    + thread.getName()
                    + "' died: "
                    + Secrets.masked(error.toString()));
          } finally {
            // Even if there is no memory left to say so.
            if (error instanceof VirtualMachineError) {
              Runtime.getRuntime().halt(ExitStatus.FAILED);
            }
          }
        });
  }
}
