package dev.convoy.spark.cluster;

import dev.convoy.data.DataSource;
import dev.convoy.data.Partition;
import dev.convoy.train.Cluster;
import dev.convoy.train.Split;
import dev.convoy.train.Task;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Workers are the partitions of an RDD, wherever Spark runs them. Executors read their examples
 * themselves and keep them; parameters go out as a broadcast; results come back in partition order.
 */
public final class SparkCluster implements Cluster {
  /** Of a round, if nothing else is said: far more than one should take. */
  private static final Duration DEFAULT_LIMIT = Duration.ofHours(24);

  private final JavaSparkContext spark;
  private final int workers;
  private final WatchedJobs jobs;
  private final Map<Split, JavaRDD<Partition>> data = new EnumMap<>(Split.class);

  /** Likewise, with the default limit; see the other constructor. */
  public SparkCluster(
      JavaSparkContext spark,
      int workers,
      long seed,
      Optional<DataSource> training,
      Optional<DataSource> test) {
    this(spark, workers, seed, training, test, DEFAULT_LIMIT);
  }

  /**
   * Prepares the data sets; they are read with the first task.
   *
   * @param spark a context with {@link SparkSettings}; stays open
   * @param workers number of partitions, at least 1
   * @param seed the run's seed, which deals the examples to workers
   * @param training training data, if it will train
   * @param test test data, if it will evaluate
   * @param limit a round that takes longer fails
   */
  public SparkCluster(
      JavaSparkContext spark,
      int workers,
      long seed,
      Optional<DataSource> training,
      Optional<DataSource> test,
      Duration limit) {
    this.spark = spark;
    this.workers = workers;
    this.jobs = new WatchedJobs(spark, limit);
    training.ifPresent(source -> data.put(Split.TRAINING, partitions(source, seed)));
    test.ifPresent(source -> data.put(Split.TEST, partitions(source, seed)));
  }

  private JavaRDD<Partition> partitions(DataSource source, long seed) {
    List<Integer> indices = IntStream.range(0, workers).boxed().toList();
    PartitionReader reader =
        new PartitionReader(
            source,
            new PartitionReader.OwnershipTerms(workers, seed),
            new HadoopSettings(spark.hadoopConfiguration()));
    return spark
        .parallelize(indices, workers)
        .map(reader)
        .setName(source.summary().name())
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  @Override
  public int workers() {
    return workers;
  }

  @Override
  public <R> List<R> run(String what, Split split, float[] parameters, Task<R> task) {
    if (!data.containsKey(split)) {
      throw new IllegalArgumentException(what + ": the cluster was given no " + split + " data");
    }
    return jobs.run(what, () -> collect(data.get(split), parameters, task));
  }

  private <R> List<R> collect(JavaRDD<Partition> partitions, float[] parameters, Task<R> task) {
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(parameters));
    try {
      return partitions.map(new TaskFunction<>(task, broadcast)).collect();
    } finally {
      broadcast.destroy();
    }
  }

  /** Gives up the round that runs and all later ones; may be called on any thread. */
  public void cancel(String reason) {
    jobs.cancel(reason);
  }

  @Override
  public void close() {
    jobs.close();
    data.values().forEach(JavaRDD::unpersist);
  }
}
