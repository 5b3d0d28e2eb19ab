package dev.convoy.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The most float32 fused multiply-adds that one core does at this JVM's vector width: twelve
 * independent chains on registers, enough to hide the latency of two units of four cycles.
 */
public final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int LOOPS = 2_000;
  private static final int CALLS = 200;
  private static final int ROUNDS = 60;
  private static final double NANOSECONDS = 1e9;

  private FmaPeak() {}

  /**
   * Floating-point operations a second, two for each multiply-add; the best of some rounds. The
   * calls are short: a loop that is compiled while it runs (on-stack replacement) keeps its vectors
   * boxed.
   */
  public static double measure() {
    float[] registers = new float[CHAINS * SPECIES.length()];
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int call = 0; call < CALLS; call++) {
        chains(LOOPS, registers);
      }
      double seconds = (System.nanoTime() - start) / NANOSECONDS;
      best = Math.max(best, 2.0 * LOOPS * CALLS * registers.length / seconds);
    }
    return best;
  }

  /** Bits of a vector in this JVM. */
  public static int vectorBits() {
    return SPECIES.vectorBitSize();
  }

  /**
   * c ← c · a + b with a = 1/2, so the values stay finite. One counted loop, as JDK 17 wants it.
   */
  private static void chains(int loops, float[] c) {
    FloatVector a = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector b = FloatVector.broadcast(SPECIES, 1f);
    FloatVector c0 = at(c, 0);
    FloatVector c1 = at(c, 1);
    FloatVector c2 = at(c, 2);
    FloatVector c3 = at(c, 3);
    FloatVector c4 = at(c, 4);
    FloatVector c5 = at(c, 5);
    FloatVector c6 = at(c, 6);
    FloatVector c7 = at(c, 7);
    FloatVector c8 = at(c, 8);
    FloatVector c9 = at(c, 9);
    FloatVector c10 = at(c, 10);
    FloatVector c11 = at(c, 11);
    for (int i = 0; i < loops; i++) {
      c0 = c0.fma(a, b);
      c1 = c1.fma(a, b);
      c2 = c2.fma(a, b);
      c3 = c3.fma(a, b);
      c4 = c4.fma(a, b);
      c5 = c5.fma(a, b);
      c6 = c6.fma(a, b);
      c7 = c7.fma(a, b);
      c8 = c8.fma(a, b);
      c9 = c9.fma(a, b);
      c10 = c10.fma(a, b);
      c11 = c11.fma(a, b);
    }
    c0.intoArray(c, 0);
    c1.intoArray(c, SPECIES.length());
    c2.intoArray(c, 2 * SPECIES.length());
    c3.intoArray(c, 3 * SPECIES.length());
    c4.intoArray(c, 4 * SPECIES.length());
    c5.intoArray(c, 5 * SPECIES.length());
    c6.intoArray(c, 6 * SPECIES.length());
    c7.intoArray(c, 7 * SPECIES.length());
    c8.intoArray(c, 8 * SPECIES.length());
    c9.intoArray(c, 9 * SPECIES.length());
    c10.intoArray(c, 10 * SPECIES.length());
    c11.intoArray(c, 11 * SPECIES.length());
  }

  private static FloatVector at(float[] values, int index) {
    return FloatVector.fromArray(SPECIES, values, index * SPECIES.length());
  }
}
