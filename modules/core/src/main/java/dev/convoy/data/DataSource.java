package dev.convoy.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A data set that any machine of a cluster can read from, a block at a time. It was checked when it
 * was opened, on the driver. It has an order for each seed: which example is at which position.
 */
public interface DataSource extends Serializable {
  /** Of {@link #groupBlocks}. */
  long GROUP_BYTES = 64 << 20;

  /** What was found when it was opened. */
  DataSummary summary();

  /** Number of examples of a whole block: blocks start at its multiples. At least 1. */
  int blockSize();

  /** What the user should know of how it is read, in one line, if there is anything. */
  default Optional<String> remark() {
    return Optional.empty();
  }

  /**
   * Number of blocks whose examples are mixed in an epoch; a task holds so many at a time. About 64
   * MB, at least one block.
   */
  default int groupBlocks() {
    return (int) Math.max(1, GROUP_BYTES / ((long) blockSize() * summary().shape().size()));
  }

  /**
   * Reads the examples at these positions of the order that the source has for this seed.
   *
   * @param range at most a block
   * @param seed the run's seed
   * @param hadoop how to reach file systems
   * @throws IOException if the data cannot be read or changed since they were opened; the message
   *     names the file
   */
  Block read(PositionRange range, long seed, Configuration hadoop) throws IOException;
}
