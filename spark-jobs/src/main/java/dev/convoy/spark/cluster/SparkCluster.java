package dev.convoy.spark.cluster;

import dev.convoy.cluster.Cluster;
import dev.convoy.cluster.Reduction;
import dev.convoy.cluster.Split;
import dev.convoy.cluster.Traffic;
import dev.convoy.data.Block;
import dev.convoy.data.DataSource;
import dev.convoy.run.RunDefinition;
import dev.convoy.spark.reduce.DistributedFold;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.task.ParameterBroadcast;
import dev.convoy.spark.task.TimedWork;
import dev.convoy.spark.watch.ExecutorWait;
import dev.convoy.spark.watch.FaultLog;
import dev.convoy.spark.watch.JobDescription;
import dev.convoy.spark.watch.WatchedJobs;
import dev.convoy.spark.wire.ContributionRange;
import dev.convoy.spark.wire.Serializers;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.TrainingFailedException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers are tasks, wherever Spark runs them. Executors read blocks themselves and keep them;
 * parameters go out as a broadcast; results come back in the order of workers.
 */
public final class SparkCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(SparkCluster.class);
  private static final double NANOSECONDS = 1e9;
  private static final long MOST_MILLIS_TO_LET_GO = 3000;

  /** Each takes another executor that is lost at the wrong moment. */
  private static final int MOST_ATTEMPTS = 4;

  private final JavaSparkContext spark;
  private final ClusterSettings settings;
  private final WatchedJobs jobs;
  private final Map<Split, BlockRdd> data = new EnumMap<>(Split.class);
  private volatile Optional<FaultLog> faults = Optional.empty();
  private Optional<ExecutorKernels> kernels = Optional.empty();

  /**
   * Prepares the data sets; they are read with the first task.
   *
   * @param spark a context, best with {@link SparkSettings}; stays open
   * @param settings how to work
   * @param training training data, if it will train
   * @param test test data, if it will evaluate
   * @throws IllegalArgumentException in one line with the setting that the context lacks
   */
  public SparkCluster(
      JavaSparkContext spark,
      ClusterSettings settings,
      Optional<DataSource> training,
      Optional<DataSource> test) {
    Serializers.require(spark.getConf(), Serializers.kryoWorks());
    this.spark = spark;
    this.settings = settings;
    this.jobs =
        new WatchedJobs(
            spark, settings.roundLimit(), settings.executorLimit(), this::couldNotWatch);
    training.ifPresent(source -> data.put(Split.TRAINING, new BlockRdd(spark, settings, source)));
    test.ifPresent(source -> data.put(Split.TEST, new BlockRdd(spark, settings, source)));
  }

  /**
   * Prepares a Spark context for a run, with default limits, and waits for its executors. What
   * happens to executors and tasks is logged.
   *
   * @param spark stays open when the cluster is closed
   * @throws IllegalArgumentException if Spark's settings do not suit
   * @throws TrainingFailedException if no executor came
   */
  public static SparkCluster of(JavaSparkContext spark, RunDefinition run) {
    SparkCluster cluster =
        new SparkCluster(
            spark,
            new ClusterSettings(
                run.averaging().workers(), run.recipe().seed(), run.recipe().kernels()),
            Optional.of(run.data().training()),
            run.data().test());
    try {
      cluster.awaitExecutors(LOG::info);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void couldNotWatch(Throwable failure) {
    faults.ifPresent(log -> log.tell("a round could not be watched: " + failure));
  }

  /**
   * Waits until executors have registered and asks them for their kernels; from then on tells of
   * executors that come and go, of slow kernels, and of tasks that fail or run twice.
   *
   * @param log gets one line for each
   * @throws TrainingFailedException if no executor came, or one cannot run the kernels that were
   *     asked for
   */
  public void awaitExecutors(Consumer<String> log) {
    ExecutorWait.await(spark, workers(), settings.executorLimit(), log, jobs::isCancelled);
    faults = Optional.of(new FaultLog(log));
    faults.ifPresent(spark.sc()::addSparkListener);
    if (!spark.isLocal()) {
      kernels = Optional.of(new ExecutorKernels(spark, settings.kernels(), log));
      kernels.ifPresent(spark.sc()::addSparkListener);
      askForKernels();
    }
  }

  /** Asks executors that came since the last time. */
  private void askForKernels() {
    if (kernels.filter(ExecutorKernels::mayBeNew).isPresent() && !jobs.isCancelled()) {
      jobs.run("kernels", "ask executors for their kernels", kernels.get()::ask);
    }
  }

  @Override
  public int workers() {
    return settings.workers();
  }

  @Override
  public <R> List<R> run(String what, Split split, float[] parameters, Task<R> task) {
    BlockRdd blocks = blocks(what, split);
    askForKernels();
    return jobs.run(
        what,
        what,
        () -> {
          try (ParameterBroadcast sent = new ParameterBroadcast(spark, parameters)) {
            return blocks
                .read(task.reading())
                .mapPartitionsWithIndex(blocks.function(task, sent), false)
                .collect();
          }
        });
  }

  @Override
  public Reduction reduce(String what, float[] parameters, Task<Contribution> task) {
    int length = parameters.length;
    if (settings.reduceMode().shuffles(workers(), length)) {
      return fold(what, parameters, task);
    }
    Timed<List<Contribution>> round = timed(what, parameters, task, SparkCluster::collect);
    return Reduction.of(round.result())
        .with(
            Traffic.collected(
                round.broadcastSeconds(), round.jobSeconds(), length, round.result()));
  }

  /** In the order of workers; a range is the form in which a contribution travels. */
  private static List<Contribution> collect(JavaRDD<Block> blocks, TimedWork work) {
    return blocks.mapPartitionsWithIndex(work, false).collect().stream()
        .map(ContributionRange::whole)
        .toList();
  }

  private Reduction fold(String what, float[] parameters, Task<Contribution> task) {
    DistributedFold fold = DistributedFold.of(parameters.length);
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Timed<Optional<Reduction>> round = timed(what, parameters, task, fold::run);
      if (round.result().isPresent()) {
        Reduction reduction = round.result().get();
        return reduction.with(
            Traffic.folded(
                round.broadcastSeconds(),
                round.jobSeconds(),
                parameters.length,
                reduction.contributions()));
      }
      faults.ifPresent(log -> log.tell(what + ": a vector was lost before it was averaged"));
    }
    throw new TrainingFailedException(
        what + ": a vector was lost before it was averaged, in " + MOST_ATTEMPTS + " attempts");
  }

  /** What jobs brought, and how long it took to send the parameters and to run. */
  private record Timed<R>(R result, double broadcastSeconds, double jobSeconds) {}

  private <R> Timed<R> timed(
      String what,
      float[] parameters,
      Task<Contribution> task,
      BiFunction<JavaRDD<Block>, TimedWork, R> job) {
    BlockRdd blocks = blocks(what, Split.TRAINING);
    askForKernels();
    return jobs.run(
        what,
        JobDescription.of(what, "train"),
        () -> {
          long start = System.nanoTime();
          try (ParameterBroadcast sent = new ParameterBroadcast(spark, parameters)) {
            long ready = System.nanoTime();
            R result = job.apply(blocks.read(task.reading()), blocks.timed(task, sent));
            long end = System.nanoTime();
            return new Timed<>(result, (ready - start) / NANOSECONDS, (end - ready) / NANOSECONDS);
          }
        });
  }

  private BlockRdd blocks(String what, Split split) {
    if (!data.containsKey(split)) {
      throw new IllegalArgumentException(what + ": the cluster was given no " + split + " data");
    }
    return data.get(split);
  }

  /** Where the blocks are that were read so far, a line for each data set. */
  public List<String> storage() {
    return data.entrySet().stream()
        .map(entry -> entry.getKey() + " data: " + entry.getValue().storage())
        .toList();
  }

  /** Gives up the round that runs and all later ones; may be called on any thread. */
  public void cancel(String reason) {
    jobs.cancel(reason);
  }

  @Override
  public void close() {
    // Executors that end with the application are no fault.
    faults.ifPresent(spark.sc()::removeSparkListener);
    kernels.ifPresent(spark.sc()::removeSparkListener);
    jobs.close();
    letGoOfData();
  }

  /**
   * Spark complains if the context is stopped before executors have done so; but one that hangs
   * never will, and is not waited for.
   */
  private void letGoOfData() {
    Thread waiting =
        new Thread(() -> data.values().forEach(BlockRdd::unpersistAndWait), "let go of data");
    waiting.setDaemon(true);
    waiting.setUncaughtExceptionHandler((thread, failure) -> {});
    waiting.start();
    try {
      waiting.join(MOST_MILLIS_TO_LET_GO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
