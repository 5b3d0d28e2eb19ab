package dev.convoy.spark.cluster;

import dev.convoy.data.Block;
import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.PositionRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;

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
  public Block read(PositionRange range, long seed, Configuration hadoop) throws IOException {
    List<PositionRange> reads = noted();
    reads.add(range);
    long attempts = reads.stream().filter(range::equals).count();
    if (range.from() == 0 && attempts <= failures) {
      throw new IOException("file:/data/train.bin: wrong checksum");
    }
    return source.read(range, seed, hadoop);
  }
}
