package dev.convoy.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Columns of a kernel that computes. JMH divides what is counted by the time, so they read GFLOP/s
 * and per cent of the FMA peak measured in the same JVM.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Arithmetic {
  private static final double GIGA = 1e9;
  private static final double PERCENT = 100;

  /** 10⁹ floating-point operations. */
  public double gflops;

  /** Operations as a share of what the core does in a second at most. */
  public double peakPercent;

  private double peak;

  /** Made by JMH. */
  public Arithmetic() {}

  /** Counts a call of so many operations. */
  void count(double operations) {
    if (peak == 0) {
      peak = FmaPeak.measure();
    }
    gflops += operations / GIGA;
    peakPercent += PERCENT * operations / peak;
  }
}
