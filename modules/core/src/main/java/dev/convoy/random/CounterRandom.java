package dev.convoy.random;

import java.util.stream.LongStream;

/**
 * Random numbers as pure functions of a key and a counter. The mixing function is the finalizer of
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long MIX_FIRST = 0xBF58476D1CE4E5B9L;
  private static final long MIX_SECOND = 0x94D049BB133111EBL;

  /**
   * (i + 1) · γ: the compiler vectorizes loops that load numbers, but not loops that count longs.
   */
  private static final long[] STEPS =
      LongStream.rangeClosed(1, 256).map(i -> i * GOLDEN_GAMMA).toArray();

  private static final float FLOAT_UNIT = 0x1p-24f;
  private static final double DOUBLE_UNIT = 0x1p-53;

  /** Mask of the even bytes of 64 bits, each with room for a carry. */
  private static final long EVEN_BYTES = 0x00FF00FF00FF00FFL;

  /** Multiplying four 16-bit numbers by this puts their sum into the highest 16 bits. */
  private static final long SUM_OF_FOUR = 0x0001000100010001L;

  /** Mean of the sum of eight bytes: half of 8 · 255. */
  private static final int BYTES_MEAN = 1020;

  /** Inverse standard deviation of the sum of eight bytes: 1 / √(8 · (256² − 1) / 12). */
  private static final float BYTES_SCALE = (float) (1 / StrictMath.sqrt(8 * 65535 / 12.0));

  private CounterRandom() {}

  /**
   * Derives a key from a seed and the parts that identify a use; the order of the parts matters.
   */
  public static long key(long seed, long... parts) {
    long key = mix(seed + GOLDEN_GAMMA);
    for (long part : parts) {
      key = with(key, part);
    }
    return key;
  }

  /** Derives the same key for one part without allocating an argument array. */
  public static long key(long seed, long part) {
    return with(mix(seed + GOLDEN_GAMMA), part);
  }

  /**
   * Derives the same key for three parts without allocating an argument array; per-example draws
   * use three parts.
   */
  public static long key(long seed, long first, long second, long third) {
    return with(with(key(seed, first), second), third);
  }

  /** 64 random bits. */
  public static long bits(long key, long counter) {
    return mix(key + (counter + 1) * GOLDEN_GAMMA);
  }

  /** A uniform random number in [0, 1). */
  public static float uniform(long key, long counter) {
    return (bits(key, counter) >>> 40) * FLOAT_UNIT;
  }

  /**
   * Sets all bits of a mask where {@code uniform(key, counter + i) < bound}, and clears the others.
   * The decisions are those of {@link #uniform}, but {@code count} at a time and without branches.
   *
   * @param bound at least 0, at most 1
   * @param count at most 256
   */
  public static void below(float bound, long key, long counter, int count, long[] masks) {
    // A number of 24 bits, times 2⁻²⁴, is below the bound if it is below bound · 2²⁴ rounded up.
    long least = (long) Math.ceil(bound / FLOAT_UNIT);
    long start = key + counter * GOLDEN_GAMMA;
    for (int i = 0; i < count; i++) {
      long z = STEPS[i] + start;
      z = (z ^ (z >>> 30)) * MIX_FIRST;
      z = (z ^ (z >>> 27)) * MIX_SECOND;
      masks[i] = (((z ^ (z >>> 31)) >>> 40) - least) >> 63;
    }
  }

  /** A standard normal random number (Box and Muller, 1958). */
  public static double gaussian(long key, long counter) {
    double radius = ((bits(key, 2 * counter) >>> 11) + 1) * DOUBLE_UNIT;
    double angle = (bits(key, 2 * counter + 1) >>> 11) * DOUBLE_UNIT;
    return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * angle);
  }

  /**
   * An approximately normal random number with mean 0 and deviation 1, much faster than {@link
   * #gaussian}. It is a scaled sum of eight uniform bytes. Its magnitude is at most 4.9, and its
   * kurtosis is 2.85, compared with 3 for the normal distribution.
   */
  public static float nearlyGaussian(long key, long counter) {
    long bits = bits(key, counter);
    long pairs = (bits & EVEN_BYTES) + ((bits >>> Byte.SIZE) & EVEN_BYTES);
    int sum = (int) ((pairs * SUM_OF_FOUR) >>> 48);
    return (sum - BYTES_MEAN) * BYTES_SCALE;
  }

  private static long with(long key, long part) {
    return mix(key * 31 + mix(part + GOLDEN_GAMMA));
  }

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * MIX_FIRST;
    z = (z ^ (z >>> 27)) * MIX_SECOND;
    return z ^ (z >>> 31);
  }
}
