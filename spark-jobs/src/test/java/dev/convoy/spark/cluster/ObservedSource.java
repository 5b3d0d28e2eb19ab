package dev.convoy.spark.cluster;

import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.ExampleSink;
import dev.convoy.data.PositionRange;
import dev.convoy.data.Sharding;
import dev.convoy.files.Storage;
import dev.convoy.random.Permutation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

/**
 * A source with blocks and groups of its own size, which notes what was read, by all that have its
 * name, and may fail. For masters that run tasks in this process.
 *
 * @param source what is read
 * @param blockSize of its blocks
 * @param groupBlocks of its groups
 * @param name whose reads are noted; one that no other test uses
 * @param failures how often the first example cannot be read
 */
record ObservedSource(DataSource source, int blockSize, int groupBlocks, String name, int failures)
    implements DataSource {
  /** Of all clusters that read such data. */
  private static final long SEED = 1;

  private static final Map<String, List<PositionRange>> READS = new ConcurrentHashMap<>();

  ObservedSource(DataSource source, int blockSize, int groupBlocks, String name) {
    this(source, blockSize, groupBlocks, name, 0);
  }

  /** What was read so far, with repetitions. */
  List<PositionRange> reads() {
    return new ArrayList<>(noted());
  }

  private List<PositionRange> noted() {
    return READS.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>());
  }

  @Override
  public DataSummary summary() {
    return source.summary();
  }

  @Override
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    PositionRange range = positions(numbers);
    List<PositionRange> reads = noted();
    reads.add(range);
    long attempts = reads.stream().filter(range::equals).count();
    if (range.from() == 0 && attempts <= failures) {
      throw new IOException("file:/data/train.bin: wrong checksum");
    }
    source.read(numbers, storage, to);
  }

  /** Where examples with these numbers are in the order of the seed. */
  private PositionRange positions(long[] numbers) {
    Permutation order = Sharding.permutation(summary().size(), SEED);
    LongSummaryStatistics positions = LongStream.of(numbers).map(order::apply).summaryStatistics();
    return new PositionRange(positions.getMin(), positions.getMax() + 1);
  }
}
