package dev.convoy.spark.task;

import dev.convoy.data.Block;
import dev.convoy.data.DataSource;
import dev.convoy.data.PositionRange;
import java.io.IOException;
import org.apache.spark.api.java.function.Function;

/**
 * Reads a block on an executor. A lost one is read again, with the same result.
 *
 * @param source where from
 * @param seed the run's seed
 * @param hadoop how to reach file systems
 * @param kernels what to warm up meanwhile
 */
public record BlockReader(DataSource source, long seed, HadoopSettings hadoop, String kernels)
    implements Function<PositionRange, Block> {
  @Override
  public Block call(PositionRange range) throws IOException {
    ExecutorContext.INSTANCE.warmUp(kernels);
    try {
      return Block.read(source, range, seed, hadoop.storage());
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "examples "
              + range.from()
              + " to "
              + (range.to() - 1)
              + " cannot be read: "
              + e.getMessage(),
          e);
    }
  }
}
