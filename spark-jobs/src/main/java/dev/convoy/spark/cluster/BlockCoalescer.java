package dev.convoy.spark.cluster;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/**
 * Gives each worker the blocks that it reads, in its order; a worker that reads nothing gets none,
 * and keeps its place. Spark runs a task where its first block is, if it can.
 *
 * @param ofWorkers the partitions of each worker
 */
record BlockCoalescer(List<List<Integer>> ofWorkers) implements PartitionCoalescer, Serializable {
  @Override
  public PartitionGroup[] coalesce(int workers, RDD<?> blocks) {
    Partition[] partitions = blocks.partitions();
    PartitionGroup[] groups = new PartitionGroup[workers];
    for (int worker = 0; worker < workers; worker++) {
      groups[worker] = new PartitionGroup(Option.empty());
      for (int partition : ofWorkers.get(worker)) {
        groups[worker].partitions().addOne(partitions[partition]);
      }
    }
    return groups;
  }
}
