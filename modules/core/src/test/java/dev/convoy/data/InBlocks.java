package dev.convoy.data;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * A source with blocks and groups of another size.
 *
 * @param source what is read
 * @param blockSize of its blocks
 * @param groupBlocks of its groups
 */
public record InBlocks(DataSource source, int blockSize, int groupBlocks) implements DataSource {
  @Override
  public DataSummary summary() {
    return source.summary();
  }

  @Override
  public Block read(PositionRange range, long seed, Configuration hadoop) throws IOException {
    return source.read(range, seed, hadoop);
  }
}
