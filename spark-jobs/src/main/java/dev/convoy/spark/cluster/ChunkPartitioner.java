package dev.convoy.spark.cluster;

import java.util.Objects;
import org.apache.spark.Partitioner;

/** Deals stretches to reduce tasks in turn. */
final class ChunkPartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final int tasks;

  ChunkPartitioner(int tasks) {
    this.tasks = tasks;
  }

  @Override
  public int numPartitions() {
    return tasks;
  }

  @Override
  public int getPartition(Object key) {
    return ((ChunkKey) key).chunk() % tasks;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkPartitioner same && same.tasks == tasks;
  }

  @Override
  public int hashCode() {
    return Objects.hash(tasks);
  }
}
