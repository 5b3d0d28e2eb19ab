package dev.convoy.spark.cluster;

import java.io.Serializable;

/**
 * Which kernels an executor has.
 *
 * @param executor its number, as Spark counts
 * @param host where it is
 * @param kernels their name, or empty if those that were asked for cannot run there
 * @param reason one line that says why
 */
record KernelReport(String executor, String host, String kernels, String reason)
    implements Serializable {
  /** By name and number. */
  String place() {
    return "executor " + executor + " on " + host;
  }

  boolean isRefused() {
    return kernels.isEmpty();
  }
}
