package dev.convoy.spark.cluster;

import java.util.List;
import org.apache.spark.Partition;

/**
 * The vectors that an executor keeps, as a partition.
 *
 * @param index of the partition
 * @param place the executor, as in {@link Receipt}
 * @param vectors their partitions
 */
record ExecutorGroup(int index, String place, List<Partition> vectors) implements Partition {}
