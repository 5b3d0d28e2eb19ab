package dev.convoy.spark.reduce;

import dev.convoy.spark.wire.Receipt;
import java.util.List;
import org.apache.spark.Partition;

/**
 * The vectors that an executor keeps, as a partition.
 *
 * @param index of the partition
 * @param executor which, as in {@link Receipt}
 * @param vectors their partitions
 */
record ExecutorGroup(int index, String executor, List<Partition> vectors) implements Partition {}
