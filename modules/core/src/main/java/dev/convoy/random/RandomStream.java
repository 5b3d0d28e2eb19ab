package dev.convoy.random;

/**
 * The independent streams of random numbers that a run draws from, each for one purpose. A number
 * is a function of the seed, its stream and where it is used, so that what one stream draws never
 * depends on how much another has drawn. The numbers of the streams decide bits: they never change,
 * and none is used again.
 */
public enum RandomStream {
  /** Initial parameters. */
  INITIALIZATION(1),
  /** Which worker owns which example. */
  SHARDING(2),
  /** The order of examples within a group of blocks, by epoch, worker and group. */
  EXAMPLE_ORDER(3),
  /** The units that dropout drops, by epoch and position. */
  DROPOUT(4),
  /** The order of a worker's blocks, by epoch and worker. */
  BLOCK_ORDER(5),
  /** Random changes of an image, by epoch and position. */
  AUGMENTATION(7),
  /** The shares of mixup, by epoch and position. */
  MIXUP(8),
  /** Random images of a model's own check. */
  CHECK_INPUTS(201),
  /** Dropout in a check, by example. */
  CHECK_DROPOUT(202),
  /** The directions of a gradient check. */
  CHECK_DIRECTION(203),
  /** What a gradient check adds to the parameters, so that none sits on a kink. */
  CHECK_JITTER(204);

  private final long number;

  RandomStream(long number) {
    this.number = number;
  }

  /** The key of what this stream draws once in a run. */
  public long key(long seed) {
    return CounterRandom.key(seed, number);
  }

  /** The key of what is drawn at one place of this stream. */
  public long key(long seed, long place) {
    return CounterRandom.key(seed, number, place);
  }

  /** The key of what is drawn at a place with two coordinates; allocates nothing. */
  public long key(long seed, long first, long second) {
    return CounterRandom.key(seed, number, first, second);
  }

  /** The key of what is drawn at a place with three coordinates. */
  public long key(long seed, long first, long second, long third) {
    return CounterRandom.key(seed, number, first, second, third);
  }
}
