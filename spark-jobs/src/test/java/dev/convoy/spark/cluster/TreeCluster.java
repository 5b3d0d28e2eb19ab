package dev.convoy.spark.cluster;

import dev.convoy.data.DataSource;
import dev.convoy.train.Cluster;
import dev.convoy.train.Contribution;
import dev.convoy.train.Reduction;
import dev.convoy.train.Split;
import dev.convoy.train.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Averages as a user of Spark would, by {@code treeAggregate}; the rest is as ever.
 *
 * @param spark a context
 * @param cluster for what is not averaged
 * @param blocks the training data
 * @param empty a sum of nothing
 */
record TreeCluster(JavaSparkContext spark, SparkCluster cluster, BlockRdd blocks, Sum<?> empty)
    implements Cluster {

  /** Of vectors, with what was counted beside them. */
  abstract static class Sum<S extends Sum<S>> implements Serializable {
    private static final long serialVersionUID = 1;

    /** Without values. */
    final ArrayList<Contribution> counted = new ArrayList<>();

    /** With one more; may be this one. */
    abstract S plus(Contribution contribution);

    /** With those of another; may be this one. */
    abstract S plus(S other);

    /** The sum divided by the number of examples. */
    abstract float[] mean(long examples);
  }

  /** Sums in double precision, which are rounded once. */
  static final class OfDoubles extends Sum<OfDoubles> {
    private static final long serialVersionUID = 1;

    private double[] values = {};

    @Override
    OfDoubles plus(Contribution contribution) {
      float[] more = contribution.values();
      if (values.length == 0) {
        values = new double[more.length];
      }
      for (int i = 0; i < more.length; i++) {
        values[i] += contribution.examples() * (double) more[i];
      }
      counted.add(contribution.withoutValues());
      return this;
    }

    @Override
    OfDoubles plus(OfDoubles other) {
      if (values.length == 0) {
        return other;
      }
      for (int i = 0; i < other.values.length; i++) {
        values[i] += other.values[i];
      }
      counted.addAll(other.counted);
      return this;
    }

    @Override
    float[] mean(long examples) {
      float[] mean = new float[values.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (values[i] / examples);
      }
      return mean;
    }
  }

  /** Sums in single precision, which are rounded with each addition but half as large. */
  static final class OfFloats extends Sum<OfFloats> {
    private static final long serialVersionUID = 1;

    private float[] values = {};

    @Override
    OfFloats plus(Contribution contribution) {
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

    @Override
    OfFloats plus(OfFloats other) {
      if (values.length == 0) {
        return other;
      }
      for (int i = 0; i < other.values.length; i++) {
        values[i] += other.values[i];
      }
      counted.addAll(other.counted);
      return this;
    }

    @Override
    float[] mean(long examples) {
      for (int i = 0; i < values.length; i++) {
        values[i] /= examples;
      }
      return values;
    }
  }

  static TreeCluster of(
      JavaSparkContext spark,
      ClusterSettings settings,
      SparkCluster cluster,
      DataSource data,
      Sum<?> empty) {
    return new TreeCluster(spark, cluster, new BlockRdd(spark, settings, data), empty);
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
    return reduce(parameters, task, empty);
  }

  private <S extends Sum<S>> Reduction reduce(
      float[] parameters, Task<Contribution> task, Sum<S> nothing) {
    try (SentParameters sent = new SentParameters(spark, parameters)) {
      @SuppressWarnings("unchecked")
      S zero = (S) nothing;
      S sum =
          blocks
              .read(task.reading())
              .mapPartitionsWithIndex(blocks.timed(task, sent), false)
              .treeAggregate(zero, Sum::plus, Sum::plus, 2);
      long examples = sum.counted.stream().mapToLong(Contribution::examples).sum();
      return new Reduction(sum.counted, Optional.of(sum.mean(examples)));
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
