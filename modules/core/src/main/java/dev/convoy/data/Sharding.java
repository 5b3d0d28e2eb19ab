package dev.convoy.data;

import dev.convoy.random.Permutation;
import dev.convoy.random.RandomStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Who owns what, once and for all: each worker a range of the positions of a data set's order.
 * Sizes are equal within one. Its blocks are that range, cut at the multiples of the block size.
 *
 * @param size number of examples
 * @param workers number of workers, at least 1
 * @param blockSize number of examples of a whole block, at least 1
 */
public record Sharding(long size, int workers, int blockSize) implements Serializable {
  /** Of a data set. */
  public static Sharding of(DataSource source, int workers) {
    return new Sharding(source.summary().size(), workers, source.blockSize());
  }

  /** The first position that a worker owns; {@code first(workers)} is the size. */
  public long first(int worker) {
    return worker * (size / workers) + Math.min(worker, size % workers);
  }

  /** A worker's blocks, in the order of positions; none for a worker without examples. */
  public List<PositionRange> blocks(int worker) {
    List<PositionRange> blocks = new ArrayList<>();
    long end = first(worker + 1);
    long from = first(worker);
    while (from < end) {
      long to = Math.min(end, (from / blockSize + 1) * blockSize);
      blocks.add(new PositionRange(from, to));
      from = to;
    }
    return blocks;
  }

  /**
   * Where each record goes of a source that keeps its records in an order of their own, such as
   * sorted by class.
   *
   * @param size number of records
   * @param seed the run's seed
   */
  public static Permutation permutation(long size, long seed) {
    return new Permutation(size, RandomStream.SHARDING.key(seed));
  }
}
