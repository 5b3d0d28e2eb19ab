package dev.convoy.random;

/**
 * Random numbers for tests. Everything follows from the seed, which {@code -Dtest.seed=…} sets, and
 * from a name, so that one test does not change the numbers of another.
 */
public final class TestRandom {
  /** The seed of this run. */
  public static final long SEED = Long.getLong("test.seed", 1L);

  private final long key;
  private long counter;

  /** Numbers for the use of this name. */
  public TestRandom(String use) {
    this.key = CounterRandom.key(SEED, use.hashCode());
  }

  /** Uniform among {@code least … most}. */
  public int between(int least, int most) {
    return least + (int) Math.floorMod(CounterRandom.bits(key, counter++), most - least + 1L);
  }

  /** True or false. */
  public boolean coin() {
    return between(0, 1) == 1;
  }

  /** Uniform in [least, most). */
  public float uniform(float least, float most) {
    return least + (most - least) * CounterRandom.uniform(key, counter++);
  }

  /** Values in [−1, 1). */
  public float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = uniform(-1, 1);
    }
    return values;
  }

  /** Values of both signs that are at least {@code distance} away from zero. */
  public float[] valuesAwayFromZero(int count, float distance) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float value = uniform(distance, 1);
      values[i] = coin() ? value : -value;
    }
    return values;
  }

  /** Multiples of {@code distance} around zero in random order, each once. */
  public float[] distinctValues(int count, float distance) {
    float[] values = new float[count];
    Permutation order = new Permutation(count, CounterRandom.bits(key, counter++));
    for (int i = 0; i < count; i++) {
      values[i] = distance * (order.apply(i) - count / 2);
    }
    return values;
  }

  /** Labels 0 … classes − 1. */
  public int[] labels(int count, int classes) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = between(0, classes - 1);
    }
    return labels;
  }
}
