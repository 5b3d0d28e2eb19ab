package dev.convoy.spark.cluster;

import dev.convoy.data.DataSource;
import dev.convoy.data.Partition;
import java.io.IOException;
import org.apache.spark.api.java.function.Function;

/**
 * Reads a worker's examples on an executor. A lost partition is read again, with the same result.
 *
 * @param source where from
 * @param ownership which examples are whose
 * @param hadoop how to reach file systems
 * @param kernels what to warm up meanwhile
 */
record PartitionReader(
    DataSource source, OwnershipTerms ownership, HadoopSettings hadoop, String kernels)
    implements Function<Integer, Partition> {
  /**
   * What defines an ownership.
   *
   * @param workers number of workers
   * @param seed the run's seed
   */
  record OwnershipTerms(int workers, long seed) implements java.io.Serializable {}

  @Override
  public Partition call(Integer worker) throws IOException {
    ExecutorContext.INSTANCE.warmUp(kernels);
    return Partition.read(
        source, ownership.workers(), worker, ownership.seed(), hadoop.configuration());
  }
}
