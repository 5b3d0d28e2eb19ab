package dev.convoy.bench;

/** How fast one core copies an array: the yardstick of kernels that move values. */
public final class CopySpeed {
  private static final int ROUNDS = 20;
  private static final long ROUND_BYTES = 1L << 26;
  private static final double NANOSECONDS = 1e9;

  private CopySpeed() {}

  /** Bytes a second, read and written ones counted, for arrays of this many floats. */
  public static double measure(int floats) {
    float[] from = new float[floats];
    float[] to = new float[floats];
    long bytes = 2L * Float.BYTES * floats;
    long copies = Math.max(1, ROUND_BYTES / bytes);
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (long i = 0; i < copies; i++) {
        System.arraycopy(from, 0, to, 0, floats);
      }
      double seconds = (System.nanoTime() - start) / NANOSECONDS;
      best = Math.max(best, bytes * copies / seconds);
    }
    return best;
  }
}
