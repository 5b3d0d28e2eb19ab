package dev.convoy.data;

import dev.convoy.files.Storage;
import java.io.IOException;

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
  public boolean isPermuted() {
    return source.isPermuted();
  }

  @Override
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    source.read(numbers, storage, to);
  }
}
