package dev.convoy.spark.cluster;

import dev.convoy.data.DataSource;
import dev.convoy.data.Partition;
import dev.convoy.train.Cluster;
import dev.convoy.train.Split;
import dev.convoy.train.Task;
import dev.convoy.train.TrainingFailedException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Workers are the partitions of an RDD, wherever Spark runs them. Executors read their examples
 * themselves and keep them; parameters go out as a broadcast; results come back in partition order.
 */
public final class SparkCluster implements Cluster {
  private final JavaSparkContext spark;
  private final int workers;
  private final Map<Split, JavaRDD<Partition>> data = new EnumMap<>(Split.class);

  /**
   * Prepares the data sets; they are read with the first task.
   *
   * @param spark a context with {@link SparkSettings}; stays open
   * @param workers number of partitions, at least 1
   * @param seed the run's seed, which deals the examples to workers
   * @param training training data, if it will train
   * @param test test data, if it will evaluate
   */
  public SparkCluster(
      JavaSparkContext spark,
      int workers,
      long seed,
      Optional<DataSource> training,
      Optional<DataSource> test) {
    this.spark = spark;
    this.workers = workers;
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
    spark.sc().setJobDescription(what);
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(parameters));
    try {
      return data.get(split).map(new TaskFunction<>(task, broadcast)).collect();
    } catch (Exception e) {
      // Spark throws its checked exception from Scala, undeclared.
      if (e instanceof SparkException) {
        throw new TrainingFailedException(what + ": " + reason(e));
      }
      throw e;
    } finally {
      broadcast.destroy();
    }
  }

  /** The line of Spark's message that says what happened in the task. */
  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    String first = message.lines().findFirst().orElse("no reason given");
    return first.replaceFirst("^Job aborted due to stage failure: ", "");
  }

  @Override
  public void close() {
    data.values().forEach(JavaRDD::unpersist);
  }
}
