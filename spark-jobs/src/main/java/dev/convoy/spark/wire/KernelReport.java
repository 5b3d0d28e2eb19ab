package dev.convoy.spark.wire;

import java.io.Serializable;

/**
 * Which kernels an executor has.
 *
 * @param executor its number, as Spark counts
 * @param host where it is
 * @param kernels their name, or empty if those that were asked for cannot run there
 * @param reason one line that says why
 */
public record KernelReport(String executor, String host, String kernels, String reason)
    implements Serializable {
  /** By name and number. */
  public String place() {
    return "executor " + executor + " on " + host;
  }

  public boolean isRefused() {
    return kernels.isEmpty();
  }
}
