package dev.convoy.spark.cluster;

import dev.convoy.data.Block;
import dev.convoy.data.DataSource;
import dev.convoy.data.ExampleOrder;
import dev.convoy.data.PositionRange;
import dev.convoy.data.ReadRange;
import dev.convoy.spark.task.BlockReader;
import dev.convoy.spark.task.HadoopSettings;
import dev.convoy.spark.task.ParameterBroadcast;
import dev.convoy.spark.task.TaskFunction;
import dev.convoy.spark.task.TimedWork;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import scala.Option;

/**
 * A data set on Spark: an RDD with one partition a block, read when it is used first. A round sees
 * only the blocks that it reads.
 */
final class BlockRdd {
  private static final double MEGABYTE = 1 << 20;

  private final ExampleOrder order;
  private final JavaRDD<Block> blocks;

  /** Which partition of the RDD holds which positions. */
  private final Map<PositionRange, Integer> partitions = new HashMap<>();

  BlockRdd(JavaSparkContext spark, ClusterSettings settings, DataSource source) {
    this.order = ExampleOrder.of(source, settings.workers(), settings.seed());
    List<PositionRange> ranges =
        IntStream.range(0, settings.workers())
            .mapToObj(order.sharding()::blocks)
            .flatMap(List::stream)
            .toList();
    ranges.forEach(range -> partitions.put(range, partitions.size()));
    HadoopSettings hadoop = new HadoopSettings(spark.hadoopConfiguration());
    this.blocks =
        spark
            .parallelize(ranges, ranges.size())
            .map(new BlockReader(source, settings.seed(), hadoop, settings.kernels()))
            .setName(source.summary().name())
            .persist(settings.overflow().level());
  }

  /** A partition for each worker: the blocks that it reads, in the order in which it reads them. */
  JavaRDD<Block> read(ReadRange reading) {
    int workers = order.sharding().workers();
    List<List<Integer>> ofWorkers =
        IntStream.range(0, workers)
            .mapToObj(
                worker ->
                    order.groups(worker, reading).stream()
                        .flatMap(group -> group.blocks().stream())
                        .map(partitions::get)
                        .toList())
            .toList();
    return blocks
        .rdd()
        .coalesce(workers, false, Option.apply(new BlockCoalescer(ofWorkers)), null)
        .toJavaRDD();
  }

  /** What runs a task on each partition of {@link #read}. */
  <R> TaskFunction<R> function(Task<R> task, ParameterBroadcast parameters) {
    return new TaskFunction<>(task, order, parameters);
  }

  /** The same for the work of a round. */
  TimedWork timed(Task<Contribution> task, ParameterBroadcast parameters) {
    return new TimedWork(task, order, parameters);
  }

  /** Where the blocks are that were read so far. */
  String storage() {
    long memory = 0;
    long disk = 0;
    for (RDDInfo info : blocks.context().getRDDStorageInfo()) {
      if (info.id() == blocks.id()) {
        memory = info.memSize();
        disk = info.diskSize();
      }
    }
    return String.format(
        Locale.ROOT,
        "%d block(s), %.1f MB in memory, %.1f MB on disk",
        partitions.size(),
        memory / MEGABYTE,
        disk / MEGABYTE);
  }

  /** Lets go of the blocks; returns when all executors have done so. */
  void unpersistAndWait() {
    blocks.unpersist(true);
  }
}
