package dev.convoy.spark;

import dev.convoy.spark.command.ConvoyCommand;
import org.apache.spark.SparkConf;

/** The main class of the jar for spark-submit. */
public final class Convoy {
  private Convoy() {}

  /**
   * Runs a command. In client mode its status is the process's; in cluster mode, where Spark owns
   * the process, a failure is thrown.
   */
  public static void main(String[] arguments) {
    haltOnDeadThread();
    int status = ConvoyCommand.run(arguments);
    if (new SparkConf().get("spark.submit.deployMode", "client").equals("cluster")) {
      if (status != 0) {
        throw new IllegalStateException("convoy ended with status " + status);
      }
    } else if (status != 0) {
      System.exit(status);
    }
  }

  /** A thread that dies of a lack of memory could leave the run waiting for ever. */
  private static void haltOnDeadThread() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          try {
            System.err.println("convoy: thread '" + thread.getName() + "' died: " + error);
          } finally {
            // Even if there is no memory left to say so.
            if (error instanceof VirtualMachineError) {
              Runtime.getRuntime().halt(ConvoyCommand.FAILED);
            }
          }
        });
  }
}
