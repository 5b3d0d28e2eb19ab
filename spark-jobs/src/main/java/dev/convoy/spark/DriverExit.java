package dev.convoy.spark;

import dev.convoy.spark.command.ConvoyCommand;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;

/**
 * How the driver tells whoever started it how it ended. In client mode, on a standalone cluster and
 * on Kubernetes that is the exit status of the process; a status above zero makes the state FAILED.
 * On YARN in cluster mode the process belongs to the application master, which takes an exception
 * for a failure and shows its message as the reason.
 */
final class DriverExit {
  private DriverExit() {}

  /** Ends a process whose status is not 0. */
  static void end(SparkConf conf, ConvoyCommand.Ending ending) {
    boolean inCluster = conf.get("spark.submit.deployMode", "client").equals("cluster");
    if (inCluster && conf.get("spark.master", "").startsWith("yarn")) {
      throw new IllegalStateException("exit status " + ending.status() + ": " + ending.reason());
    }
    if (ending.isBadInput() && inCluster && conf.getBoolean("spark.driver.supervise", false)) {
      new SupervisedDriver(conf).endForGood();
    }
    quieten();
    System.exit(ending.status());
  }

  /** Spark tells at length how it clears up; the reason should be the last line. */
  private static void quieten() {
    try {
      Configurator.setAllLevels("org.apache", Level.ERROR);
    } catch (LinkageError | RuntimeException e) {
      // Somebody logs with another library.
    }
  }
}
