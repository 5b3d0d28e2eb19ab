package dev.convoy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A region of an array with sentinels before and behind it. A kernel that writes beyond the region
 * fails {@link #assertSentinels}; one that uses what lies beyond computes NaN.
 */
final class Guarded {
  private static final int SENTINEL = 0x7fc0_dead;

  final float[] array;
  final int at;
  final int size;

  private Guarded(float[] array, int at, int size) {
    this.array = array;
    this.at = at;
    this.size = size;
  }

  /** A region with random values. In half of the cases the array ends where the region ends. */
  static Guarded of(int size, Random random, Supplier<Float> values) {
    int before = random.nextInt(40);
    int behind = Math.max(0, random.nextInt(80) - 40);
    float[] array = new float[before + size + behind];
    Arrays.fill(array, Float.intBitsToFloat(SENTINEL));
    for (int i = 0; i < size; i++) {
      array[before + i] = values.get();
    }
    return new Guarded(array, before, size);
  }

  Guarded copy() {
    return new Guarded(array.clone(), at, size);
  }

  float[] values() {
    return Arrays.copyOfRange(array, at, at + size);
  }

  void assertSentinels(String what) {
    for (int i = 0; i < array.length; i++) {
      if (i < at || i >= at + size) {
        int index = i - at;
        assertEquals(
            SENTINEL,
            Float.floatToRawIntBits(array[i]),
            () -> what + ": sentinel at " + index + " was overwritten");
      }
    }
  }

  /** Compares bits; zeros of either sign are equal, and so is every NaN. */
  void assertSameBits(Guarded expected, String what) {
    assertSentinels(what);
    for (int i = 0; i < size; i++) {
      float wanted = expected.array[expected.at + i];
      float got = array[at + i];
      boolean same = wanted == got || Float.isNaN(wanted) && Float.isNaN(got);
      if (!same) {
        assertEquals(wanted, got, what + " at " + i + " of " + size);
      }
    }
  }
}
