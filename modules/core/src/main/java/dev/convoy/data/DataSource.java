package dev.convoy.data;

import dev.convoy.files.Storage;
import dev.convoy.image.Preprocessing;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A data set that any machine of a cluster can read from. It was checked when it was opened, on the
 * driver. Its examples are numbered from 0, in an order of its own; {@link Block#read} permutes
 * them.
 */
public interface DataSource extends Serializable {
  /** Of {@link #groupBlocks}. */
  long GROUP_BYTES = 64 << 20;

  /** What was found when it was opened. */
  DataSummary summary();

  /**
   * Reads examples.
   *
   * @param numbers of the examples, ascending and different
   * @param storage how to reach files
   * @param to receives each of them, in the order of the numbers
   * @throws IOException if the data cannot be read or changed since they were opened; the message
   *     names the file
   */
  void read(long[] numbers, Storage storage, ExampleSink to) throws IOException;

  /** Number of examples of a whole block: blocks start at its multiples. At least 1. */
  default int blockSize() {
    return Block.usualSize(summary().shape());
  }

  /** Whether its own order is at random already, and need not be permuted. */
  default boolean isPermuted() {
    return false;
  }

  /** Names of the classes in the order of their labels; empty if they have none. */
  default List<String> classNames() {
    return List.of();
  }

  /** How its pixels were made of encoded images, if they were. */
  default Optional<Preprocessing> preprocessing() {
    return Optional.empty();
  }

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
}
