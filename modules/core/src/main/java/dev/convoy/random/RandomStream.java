package dev.convoy.random;

/**
 * The independent streams of random numbers that a run draws from, each for one purpose. A random
 * number is a function of the seed, its stream and its position, so a stream's draws never depend
 * on how much another stream has drawn. The streams' numbers affect the bits of results: they never
 * change and are never reused.
 */
public enum RandomStream {
  /** Initial parameters. */
  INITIALIZATION(1),
  /** The assignment of examples to workers. */
  SHARDING(2),
  /** The order of examples within a group of blocks, by epoch, worker and group. */
  EXAMPLE_ORDER(3),
  /** The units that dropout drops, by epoch and position. */
  DROPOUT(4),
  /** The order of a worker's blocks, by epoch and worker. */
  BLOCK_ORDER(5),
  /** Augmentation of an image, by epoch and position. */
  AUGMENTATION(7),
  /** The shares of mixup, by epoch and position. */
  MIXUP(8),
  /** Random images of a model check. */
  CHECK_INPUTS(201),
  /** Dropout in a check, by example. */
  CHECK_DROPOUT(202),
  /** The directions of a gradient check. */
  CHECK_DIRECTION(203),
  /** Jitter that a gradient check adds to the parameters, so that no unit is at a kink. */
  CHECK_JITTER(204);

  private final long number;

  RandomStream(long number) {
    this.number = number;
  }

  /** The key for draws made once in a run. */
  public long key(long seed) {
    return CounterRandom.key(seed, number);
  }

  /** The key for draws at one position. */
  public long key(long seed, long place) {
    return CounterRandom.key(seed, number, place);
  }

  /** The key for draws at a position with two coordinates; allocates nothing. */
  public long key(long seed, long first, long second) {
    return CounterRandom.key(seed, number, first, second);
  }

  /** The key for draws at a position with three coordinates. */
  public long key(long seed, long first, long second, long third) {
    return CounterRandom.key(seed, number, first, second, third);
  }
}
