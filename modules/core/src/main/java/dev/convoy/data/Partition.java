package dev.convoy.data;

import java.util.List;

/**
 * The examples that one worker owns: blocks of equal size, the last one may be smaller.
 *
 * @param worker index of the worker
 * @param blocks in the order of positions; none for a worker without examples
 */
public record Partition(int worker, List<Block> blocks) {
  /** Copies the list. */
  public Partition {
    blocks = List.copyOf(blocks);
  }

  /** Number of examples. */
  public int size() {
    int size = 0;
    for (int i = 0; i < blocks.size(); i++) {
      size += blocks.get(i).size();
    }
    return size;
  }

  /** The block that holds an example of this partition. */
  Block blockOf(int index) {
    return blocks.get(index / blocks.get(0).size());
  }

  /** The place of an example in its block. */
  int placeInBlock(int index) {
    return index % blocks.get(0).size();
  }
}
