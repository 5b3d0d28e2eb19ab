package dev.convoy.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Columns of a kernel that moves values. JMH divides what is counted by the time, so they read GB/s
 * of arrays read and written, and per cent of a plain copy of such arrays in the same JVM.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Traffic {
  private static final double GIGA = 1e9;
  private static final double PERCENT = 100;

  /** 10⁹ bytes read or written. */
  public double gigabytes;

  /** Bytes as a share of what a copy moves in a second. */
  public double copyPercent;

  private double copy;

  /** Made by JMH. */
  public Traffic() {}

  /** Counts a call that reads and writes so many bytes, its largest array of so many floats. */
  void count(double bytes, int floats) {
    if (copy == 0) {
      copy = CopySpeed.measure(floats);
    }
    gigabytes += bytes / GIGA;
    copyPercent += PERCENT * bytes / copy;
  }
}
