package dev.convoy.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The examples that one worker owns.
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
    int rest = index;
    int block = 0;
    while (rest >= blocks.get(block).size()) {
      rest -= blocks.get(block++).size();
    }
    return blocks.get(block);
  }

  /** The place of an example in its block. */
  int placeInBlock(int index) {
    return (int) (blocks.get(0).firstPosition() + index - blockOf(index).firstPosition());
  }

  /** Reads all blocks of a worker. */
  public static Partition read(
      DataSource source, int workers, int worker, long seed, Configuration hadoop)
      throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Stretch stretch : Ownership.of(source, workers).blocks(worker)) {
      blocks.add(source.read(stretch, seed, hadoop));
    }
    return new Partition(worker, blocks);
  }
}
