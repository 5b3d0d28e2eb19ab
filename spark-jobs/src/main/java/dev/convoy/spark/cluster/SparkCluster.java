package dev.convoy.spark.cluster;

import dev.convoy.data.DataSource;
import dev.convoy.data.Partition;
import dev.convoy.train.Cluster;
import dev.convoy.train.Contribution;
import dev.convoy.train.Reduction;
import dev.convoy.train.Split;
import dev.convoy.train.Task;
import dev.convoy.train.Traffic;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
  /** Floats of a stretch of a shuffled vector: 1 MB. */
  private static final int CHUNK = 1 << 18;

  private static final double NANOSECONDS = 1e9;

  private final JavaSparkContext spark;
  private final ClusterSettings settings;
  private final WatchedJobs jobs;
  private final Map<Split, JavaRDD<Partition>> data = new EnumMap<>(Split.class);

  /**
   * Prepares the data sets; they are read with the first task.
   *
   * @param spark a context with {@link SparkSettings}; stays open
   * @param settings how to work
   * @param training training data, if it will train
   * @param test test data, if it will evaluate
   */
  public SparkCluster(
      JavaSparkContext spark,
      ClusterSettings settings,
      Optional<DataSource> training,
      Optional<DataSource> test) {
    this.spark = spark;
    this.settings = settings;
    this.jobs = new WatchedJobs(spark, settings.roundLimit());
    training.ifPresent(source -> data.put(Split.TRAINING, partitions(source)));
    test.ifPresent(source -> data.put(Split.TEST, partitions(source)));
  }

  private JavaRDD<Partition> partitions(DataSource source) {
    int workers = settings.workers();
    List<Integer> indices = IntStream.range(0, workers).boxed().toList();
    PartitionReader reader =
        new PartitionReader(
            source,
            new PartitionReader.OwnershipTerms(workers, settings.seed()),
            new HadoopSettings(spark.hadoopConfiguration()),
            settings.kernels());
    return spark
        .parallelize(indices, workers)
        .map(reader)
        .setName(source.summary().name())
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  @Override
  public int workers() {
    return settings.workers();
  }

  @Override
  public <R> List<R> run(String what, Split split, float[] parameters, Task<R> task) {
    JavaRDD<Partition> partitions = partitions(what, split);
    return jobs.run(
        what,
        () ->
            withBroadcast(
                parameters,
                broadcast -> partitions.map(new TaskFunction<>(task, broadcast)).collect()));
  }

  @Override
  public Reduction reduce(String what, float[] parameters, Task<Contribution> task) {
    JavaRDD<Partition> partitions = partitions(what, Split.TRAINING);
    int length = parameters.length;
    if (settings.reduceMode().shuffles(workers(), length)) {
      ChunkedReduce reduce = new ChunkedReduce(length, CHUNK);
      Timed<Reduction> round = timed(what, parameters, task, work -> reduce.run(partitions, work));
      Reduction reduction = round.result();
      return reduction.with(
          Traffic.folded(
              round.broadcastSeconds(),
              round.jobSeconds(),
              length,
              length,
              reduction.contributions()));
    }
    Timed<List<Contribution>> round =
        timed(what, parameters, task, work -> partitions.map(work).collect());
    return Reduction.of(round.result())
        .with(
            Traffic.collected(
                round.broadcastSeconds(), round.jobSeconds(), length, round.result()));
  }

  /** What a job brought, and how long it took to send the parameters and to run. */
  private record Timed<R>(R result, double broadcastSeconds, double jobSeconds) {}

  private <R> Timed<R> timed(
      String what, float[] parameters, Task<Contribution> task, Function<TimedWork, R> job) {
    return jobs.run(
        what,
        () -> {
          long start = System.nanoTime();
          return withBroadcast(
              parameters,
              broadcast -> {
                long sent = System.nanoTime();
                R result = job.apply(new TimedWork(task, broadcast));
                long end = System.nanoTime();
                return new Timed<>(
                    result, (sent - start) / NANOSECONDS, (end - sent) / NANOSECONDS);
              });
        });
  }

  private JavaRDD<Partition> partitions(String what, Split split) {
    if (!data.containsKey(split)) {
      throw new IllegalArgumentException(what + ": the cluster was given no " + split + " data");
    }
    return data.get(split);
  }

  private <R> R withBroadcast(float[] parameters, Function<Broadcast<ParameterVector>, R> work) {
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(parameters));
    try {
      return work.apply(broadcast);
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
