package dev.convoy.bench;

import dev.convoy.random.CounterRandom;
import java.util.List;
import java.util.function.Consumer;

/** Arrays to compute with, and the check that two computations give the same bits. */
final class Values {
  private Values() {}

  /** Values in [−0.5, 0.5) that depend on the seed. */
  static float[] random(int size, long seed) {
    float[] values = new float[size];
    long key = CounterRandom.key(seed);
    for (int i = 0; i < size; i++) {
      values[i] = CounterRandom.uniform(key, i) - 0.5f;
    }
    return values;
  }

  /**
   * Runs a computation and its specification on copies of the same array.
   *
   * @throws IllegalStateException if a value differs in more than the sign of a zero
   */
  static void requireSame(
      String what, float[] start, Consumer<float[]> computed, Consumer<float[]> expected) {
    List<float[]> results = List.of(start.clone(), start.clone());
    computed.accept(results.get(0));
    expected.accept(results.get(1));
    for (int i = 0; i < start.length; i++) {
      float is = results.get(0)[i];
      float must = results.get(1)[i];
      // Adding zero turns −0 into 0 and nothing else.
      if (Float.floatToIntBits(is + 0f) != Float.floatToIntBits(must + 0f)) {
        throw new IllegalStateException(
            what + ": value " + i + " is " + is + ", the reference says " + must);
      }
    }
  }
}
