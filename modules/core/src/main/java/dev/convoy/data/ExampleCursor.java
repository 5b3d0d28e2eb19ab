package dev.convoy.data;

import dev.convoy.random.Permutation;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The examples that a worker's task goes through, one after the other. It holds the blocks of one
 * group, and lets go of them before it takes those of the next. Going on allocates nothing within a
 * group.
 */
public final class ExampleCursor {
  private final int worker;
  private final int epoch;
  private final Iterator<ShuffleGroup> groups;
  private final Iterator<Block> source;
  private long remaining;

  private Block[] blocks = {};

  /** The number of each block's first example in its group, and the group's size. */
  private int[] firsts = {0};

  private Optional<Permutation> order = Optional.empty();
  private int next;
  private int end;
  private int current;
  private int place;

  ExampleCursor(int worker, int epoch, List<ShuffleGroup> groups, Iterator<Block> source) {
    this.worker = worker;
    this.epoch = epoch;
    this.groups = groups.iterator();
    this.source = source;
    this.remaining = groups.stream().mapToLong(group -> group.to() - group.from()).sum();
  }

  /** Index of the worker. */
  public int worker() {
    return worker;
  }

  /** The epoch whose order it is; 0 for the order of positions. */
  public int epoch() {
    return epoch;
  }

  /** Number of examples that are still to come. */
  public long remaining() {
    return remaining;
  }

  /**
   * Goes on to the next example.
   *
   * @throws NoSuchElementException if none is left
   */
  public void advance() {
    if (next == end) {
      openGroup();
    }
    int index = order.isPresent() ? (int) order.get().apply(next) : next;
    next++;
    remaining--;
    current = blockOf(index);
    place = index - firsts[current];
  }

  /** The last of the blocks that start at this example of the group or before. */
  private int blockOf(int index) {
    int low = 0;
    int high = blocks.length;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (firsts[middle] <= index) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void openGroup() {
    // the blocks of the last group are free before others come
    blocks = new Block[0];
    ShuffleGroup group = groups.next();
    Block[] opened = new Block[group.blocks().size()];
    int[] starts = new int[opened.length + 1];
    for (int i = 0; i < opened.length; i++) {
      opened[i] = next(group.blocks().get(i));
      starts[i + 1] = starts[i] + opened[i].size();
    }
    blocks = opened;
    firsts = starts;
    order = group.order();
    next = group.from();
    end = group.to();
  }

  private Block next(PositionRange expected) {
    Block block = source.next();
    if (block.firstPosition() != expected.from() || block.size() != expected.size()) {
      throw new IllegalStateException(
          "worker "
              + worker
              + " got "
              + block.size()
              + " examples from "
              + block.firstPosition()
              + " for "
              + expected);
    }
    return block;
  }

  /** The block of the example. */
  public Block block() {
    return blocks[current];
  }

  /** Its place in the block. */
  public int place() {
    return place;
  }

  /** Its class. */
  public int label() {
    return block().labels()[place];
  }

  /** The position that identifies it in its data set. */
  public long position() {
    return block().firstPosition() + place;
  }
}
