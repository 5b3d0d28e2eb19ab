package dev.convoy.spark.reduce;

import java.util.Objects;
import org.apache.spark.Partitioner;

/** Deals ranges, whose keys are their indices, to tasks in turn. */
final class RangePartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final int tasks;

  RangePartitioner(int tasks) {
    this.tasks = tasks;
  }

  @Override
  public int numPartitions() {
    return tasks;
  }

  @Override
  public int getPartition(Object index) {
    return (int) index % tasks;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RangePartitioner same && same.tasks == tasks;
  }

  @Override
  public int hashCode() {
    return Objects.hash(tasks);
  }
}
