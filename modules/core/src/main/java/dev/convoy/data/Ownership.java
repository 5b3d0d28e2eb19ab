package dev.convoy.data;

import dev.convoy.random.CounterRandom;
import dev.convoy.random.Permutation;

/**
 * Who owns what, once and for all: records are permuted by the seed, and each worker owns a stretch
 * of the permuted positions. Sizes are equal within one.
 *
 * @param size number of records
 * @param workers number of workers, at least 1
 * @param seed the run's seed
 */
public record Ownership(long size, int workers, long seed) {
  private static final long OWNERSHIP = 2;
  private static final long ORDER = 3;

  /** The first position that a worker owns; {@code first(workers)} is the size. */
  public long first(int worker) {
    return worker * (size / workers) + Math.min(worker, size % workers);
  }

  /** Where each record goes. */
  public Permutation permutation() {
    return new Permutation(size, CounterRandom.key(seed, OWNERSHIP));
  }

  /** The order in which a worker of so many examples goes through them in an epoch. */
  public static Permutation epochOrder(long seed, int epoch, int worker, int examples) {
    return new Permutation(examples, CounterRandom.key(seed, ORDER, epoch, worker));
  }
}
