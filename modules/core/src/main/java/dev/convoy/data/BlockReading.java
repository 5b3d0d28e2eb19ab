package dev.convoy.data;

import dev.convoy.files.Storage;
import dev.convoy.random.Permutation;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A block that is being read. The source gives examples in its own order, on one way through its
 * files; each goes to its place in the order that the data have for a seed.
 */
final class BlockReading implements ExampleSink {
  private final DataSummary summary;
  private final Optional<Permutation> order;
  private final Block block;
  private final long[] numbers;
  private int next;

  BlockReading(DataSource source, PositionRange range, long seed) {
    this.summary = source.summary();
    this.order =
        source.isPermuted()
            ? Optional.empty()
            : Optional.of(Sharding.permutation(summary.size(), seed));
    this.block = Block.blank(summary.shape(), range);
    LongStream positions = LongStream.range(range.from(), range.to());
    this.numbers =
        order
            .map(permutation -> positions.map(permutation::inverse).sorted())
            .orElse(positions)
            .toArray();
  }

  Block read(DataSource source, Storage storage) throws IOException {
    source.read(numbers.clone(), storage, this);
    if (next != numbers.length) {
      throw new IOException(
          summary.name() + ": gave " + next + " of " + numbers.length + " examples");
    }
    return block;
  }

  @Override
  public void add(byte[] pixels, int at, int label) throws IOException {
    if (next == numbers.length) {
      throw new IOException(summary.name() + ": gave more than " + next + " examples");
    }
    long number = numbers[next++];
    if (label < 0) {
      throw new IOException(
          summary.name() + ": example " + number + " has label " + label + ", must be at least 0");
    }
    long position = order.isPresent() ? order.get().apply(number) : number;
    int place = (int) (position - block.firstPosition());
    int size = summary.shape().size();
    System.arraycopy(pixels, at, block.pixels(), place * size, size);
    block.labels()[place] = label;
  }
}
