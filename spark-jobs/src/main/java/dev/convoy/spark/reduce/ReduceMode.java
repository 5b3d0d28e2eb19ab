package dev.convoy.spark.reduce;

import java.util.Locale;

/** Where the vectors of a round are folded; the result is the same. */
public enum ReduceMode {
  /** By their size: as {@link #COLLECT} as long as the driver need not hold much. */
  AUTO,
  /** On the driver, which holds one vector of each worker. */
  COLLECT,
  /** On the executors, which send sums through a shuffle; the driver holds one vector. */
  SHUFFLE;

  /** Floats of all workers that a driver collects by itself: 64 MB. */
  private static final long MOST_COLLECTED = 16L << 20;

  /** The mode that is written so. */
  public static ReduceMode named(String name) {
    for (ReduceMode mode : values()) {
      if (mode.text().equals(name)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("reduce '" + name + "' must be auto, collect or shuffle");
  }

  /** How it is written in options. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether vectors of so many floats are shuffled. */
  public boolean shuffles(int workers, int length) {
    return this == SHUFFLE || this == AUTO && (long) workers * length > MOST_COLLECTED;
  }
}
