package dev.convoy.data;

import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * All blocks of a data set in the memory of one process.
 *
 * @param order in which each worker goes through its examples
 * @param blocks by the positions that they hold
 */
public record BlocksInMemory(ExampleOrder order, Map<PositionRange, Block> blocks) {
  /**
   * Reads a data set.
   *
   * @throws IOException if it cannot be read
   */
  public static BlocksInMemory read(DataSource source, int workers, long seed, Storage storage)
      throws IOException {
    ExampleOrder order = ExampleOrder.of(source, workers, seed);
    Map<PositionRange, Block> blocks = new HashMap<>();
    for (int worker = 0; worker < workers; worker++) {
      for (PositionRange range : order.sharding().blocks(worker)) {
        blocks.put(range, Block.read(source, range, seed, storage));
      }
    }
    return new BlocksInMemory(order, blocks);
  }

  /** What a worker's task goes through. */
  public ExampleCursor cursor(int worker, ReadRange reading) {
    return order.cursor(
        worker,
        reading,
        order.groups(worker, reading).stream()
            .flatMap(group -> group.blocks().stream())
            .map(blocks::get)
            .iterator());
  }
}
