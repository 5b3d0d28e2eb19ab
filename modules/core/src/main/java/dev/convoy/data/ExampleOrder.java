package dev.convoy.data;

import dev.convoy.random.Permutation;
import dev.convoy.random.RandomStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * In which order each worker goes through its examples: computed, not stored, and the same on the
 * driver and in a task. In an epoch the worker's blocks are permuted and cut into groups; the
 * examples of a group are permuted together. So a task holds one group at a time, and a round reads
 * the groups that it touches.
 *
 * @param sharding which examples are whose
 * @param groupBlocks number of blocks of a group, at least 1
 * @param seed the run's seed
 */
public record ExampleOrder(Sharding sharding, int groupBlocks, long seed) implements Serializable {
  /** Of a data set. */
  public static ExampleOrder of(DataSource source, int workers, long seed) {
    return new ExampleOrder(Sharding.of(source, workers), source.groupBlocks(), seed);
  }

  /** The groups that a worker reads from, in order. */
  public List<ShuffleGroup> groups(int worker, ReadRange reading) {
    List<PositionRange> blocks = sharding.blocks(worker);
    List<ShuffleGroup> groups = new ArrayList<>();
    long first = 0;
    int number = 0;
    for (List<PositionRange> members :
        reading.isShuffled() ? shuffled(blocks, reading.epoch(), worker) : single(blocks)) {
      int size = members.stream().mapToInt(PositionRange::size).reduce(0, Math::addExact);
      int from = (int) Math.max(0, Math.min(size, reading.first() - first));
      int to = (int) Math.max(0, Math.min(size, reading.end() - first));
      if (from < to) {
        long key = groupKey(reading.epoch(), worker, number);
        Optional<Permutation> order =
            reading.isShuffled() ? Optional.of(new Permutation(size, key)) : Optional.empty();
        groups.add(new ShuffleGroup(members, order, from, to));
      }
      first += size;
      number++;
    }
    return groups;
  }

  /** In the order of positions a block at a time is enough. */
  private static List<List<PositionRange>> single(List<PositionRange> blocks) {
    return blocks.stream().map(List::of).toList();
  }

  private List<List<PositionRange>> shuffled(List<PositionRange> blocks, int epoch, int worker) {
    Permutation order =
        new Permutation(blocks.size(), RandomStream.BLOCK_ORDER.key(seed, epoch, worker));
    List<List<PositionRange>> groups = new ArrayList<>();
    for (int start = 0; start < blocks.size(); start += groupBlocks) {
      groups.add(
          IntStream.range(start, Math.min(blocks.size(), start + groupBlocks))
              .mapToObj(i -> blocks.get((int) order.apply(i)))
              .sorted(Comparator.comparingLong(PositionRange::from))
              .toList());
    }
    return groups;
  }

  /** The first group has the key of the epoch: with one group, its order is the epoch's. */
  private long groupKey(int epoch, int worker, int group) {
    return group == 0
        ? RandomStream.EXAMPLE_ORDER.key(seed, epoch, worker)
        : RandomStream.EXAMPLE_ORDER.key(seed, epoch, worker, group);
  }

  /**
   * What a worker's task goes through.
   *
   * @param blocks those of {@link #groups}, one group after the other; pulled when they are needed
   */
  public ExampleCursor cursor(int worker, ReadRange reading, Iterator<Block> blocks) {
    return new ExampleCursor(worker, reading.epoch(), groups(worker, reading), blocks);
  }
}
