package dev.convoy.spark.cluster;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Reduction;
import dev.convoy.cluster.Split;
import dev.convoy.spark.task.ParameterBroadcast;
import dev.convoy.spark.wire.ContributionRange;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Averages as a user of Spark would, by {@code treeAggregate} of float vectors; the rest is as
 * ever.
 *
 * @param spark a context
 * @param cluster for what is not averaged
 * @param blocks the training data
 */
record TreeCluster(JavaSparkContext spark, SparkCluster cluster, BlockRdd blocks)
    implements Cluster {

  /** Of weighted vectors, with what was counted beside them; no record, which Kryo cannot write. */
  private static final class Sum implements Serializable {
    private static final long serialVersionUID = 1;

    /** Without values. */
    private final List<Contribution> counted = new ArrayList<>();

    private float[] values = {};

    /** This one, with one more. */
    Sum plus(Contribution contribution) {
      float[] more = contribution.values();
      if (values.length == 0) {
        values = new float[more.length];
      }
      for (int i = 0; i < more.length; i++) {
        values[i] += contribution.examples() * more[i];
      }
      counted.add(contribution.withoutValues());
      return this;
    }

    /** With those of another; one of the two. */
    Sum plus(Sum other) {
      if (values.length == 0) {
        return other;
      }
      for (int i = 0; i < other.values.length; i++) {
        values[i] += other.values[i];
      }
      counted.addAll(other.counted);
      return this;
    }

    /** Divides in place, which takes no more memory. */
    float[] mean() {
      long examples = counted.stream().mapToLong(Contribution::examples).sum();
      for (int i = 0; i < values.length; i++) {
        values[i] /= examples;
      }
      return values;
    }
  }

  @Override
  public int workers() {
    return cluster.workers();
  }

  @Override
  public <R> List<R> run(String what, Split split, float[] parameters, Task<R> task) {
    return cluster.run(what, split, parameters, task);
  }

  @Override
  public Reduction reduce(String what, float[] parameters, Task<Contribution> task) {
    try (ParameterBroadcast sent = new ParameterBroadcast(spark, parameters)) {
      Sum sum =
          blocks
              .read(task.reading())
              .mapPartitionsWithIndex(blocks.timed(task, sent), false)
              .map(ContributionRange::whole)
              .treeAggregate(new Sum(), Sum::plus, Sum::plus, 2);
      return new Reduction(sum.counted, Optional.of(sum.mean()));
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
