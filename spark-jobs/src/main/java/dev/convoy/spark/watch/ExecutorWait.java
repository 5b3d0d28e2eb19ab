package dev.convoy.spark.watch;

import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.worker.TrainingFailedException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/**
 * Waits before the first round until executors have registered: tasks that start while half of them
 * are there leave their data unevenly placed. Spark's own wait ({@code
 * spark.scheduler.minRegisteredResourcesRatio}) does not help on a standalone cluster, where it
 * knows what to wait for only if {@code spark.cores.max} is set.
 */
public final class ExecutorWait extends SparkListener {
  /** If no other came for so long, no more will; nobody has said how many there are. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** The same if the settings say how many there should be. */
  private static final Duration EXPECTED = Duration.ofSeconds(20);

  /** Who waits longer is told. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long POLL_MILLISECONDS = 50;

  private final JavaSparkContext spark;
  private final int workers;
  private final OptionalInt expected;
  private int executors;
  private int slots;
  private long lastCame;

  private ExecutorWait(JavaSparkContext spark, int workers) {
    this.spark = spark;
    this.workers = workers;
    this.expected = SparkSettings.executors(spark.getConf());
  }

  /**
   * Waits until there is a task slot for each worker, or all executors that the settings ask for,
   * or some and no more come.
   *
   * @param limit of the wait for the first executor
   * @param log told how it goes
   * @param cancelled ends the wait
   * @throws TrainingFailedException if no executor came
   */
  public static void await(
      JavaSparkContext spark,
      int workers,
      Duration limit,
      Consumer<String> log,
      BooleanSupplier cancelled) {
    if (spark.isLocal() || isDynamic(spark.getConf())) {
      return;
    }
    ExecutorWait wait = new ExecutorWait(spark, workers);
    spark.sc().addSparkListener(wait);
    try {
      // Who is there already came while Spark itself waited, by the user's settings.
      if (registered(spark) == 0) {
        wait.untilEnough(limit, log, cancelled);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("interrupted while waiting for executors");
    } finally {
      spark.sc().removeSparkListener(wait);
    }
  }

  /** With dynamic allocation executors come when there are tasks, not before. */
  private static boolean isDynamic(SparkConf conf) {
    return conf.getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /** The number of executors that are there now; none with a local master. */
  public static int registered(JavaSparkContext spark) {
    // The driver is counted as well.
    return spark.sc().statusTracker().getExecutorInfos().length - 1;
  }

  /** What to say if the context was stopped by somebody else. */
  static String ended(JavaSparkContext spark) {
    return "Spark has ended the application with master "
        + spark.master()
        + "; the master is gone, or somebody ended it there";
  }

  /** What to say if there was none for so long. */
  static String none(JavaSparkContext spark, Duration limit) {
    return "no executor for "
        + limit.toSeconds()
        + " s (--wait-executors) with master "
        + spark.master()
        + "; has it a free core and spark.executor.memory ("
        + spark.getConf().get("spark.executor.memory", "1g")
        + ") for this application?";
  }

  private void untilEnough(Duration limit, Consumer<String> log, BooleanSupplier cancelled)
      throws InterruptedException {
    final long start = System.nanoTime();
    boolean told = false;
    while (!isEnough()) {
      if (cancelled.getAsBoolean()) {
        return;
      }
      if (spark.sc().isStopped()) {
        throw new TrainingFailedException(ended(spark));
      }
      long waited = System.nanoTime() - start;
      if (executors() == 0 && waited > limit.toNanos()) {
        throw new TrainingFailedException(none(spark, limit));
      }
      if (!told && waited > PATIENCE.toNanos()) {
        log.accept(
            "waiting for executors of " + spark.master() + ", at most " + limit.toSeconds() + " s");
        told = true;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLISECONDS);
    }
    log.accept(text());
  }

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded event) {
    executors++;
    slots += event.executorInfo().totalCores() / spark.getConf().getInt("spark.task.cpus", 1);
    lastCame = System.nanoTime();
  }

  private synchronized int executors() {
    return executors;
  }

  private synchronized boolean isEnough() {
    Duration settled = expected.isPresent() ? EXPECTED : SETTLED;
    return executors > 0
        && (slots >= workers
            || executors >= expected.orElse(Integer.MAX_VALUE)
            || System.nanoTime() - lastCame > settled.toNanos());
  }

  private synchronized String text() {
    return executors + " executor(s) with " + slots + " task slot(s) for " + workers + " worker(s)";
  }
}
