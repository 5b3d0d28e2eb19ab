package dev.convoy.spark.watch;

import dev.convoy.timer.DaemonTimer;
import dev.convoy.worker.TrainingFailedException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;

/**
 * Runs Spark jobs one after the other, each in a job group of its own, which is cancelled when it
 * takes too long, has no executor to run on, or nobody wants its result any more.
 */
public final class WatchedJobs implements AutoCloseable {
  private static final Duration EXECUTOR_CHECK = Duration.ofSeconds(1);

  private final JavaSparkContext spark;
  private final Duration limit;
  private final Duration executorLimit;
  private final String prefix = "convoy-" + UUID.randomUUID() + "-";
  private final DaemonTimer timer;
  private int number;

  /** The group that runs, or empty. */
  private String group = "";

  /** When the group that runs was begun, or later had an executor. */
  private long lastExecutor;

  /** Why the group that runs was cancelled for taking too long, or empty. */
  private String timedOut = "";

  /** Why nothing runs any more, or empty. */
  private String cancelled = "";

  /**
   * No job yet.
   *
   * @param limit for each job
   * @param executorLimit how long a job may be without any executor
   * @param failed told why a job could not be watched
   */
  public WatchedJobs(
      JavaSparkContext spark, Duration limit, Duration executorLimit, Consumer<Throwable> failed) {
    this.spark = spark;
    this.limit = limit;
    this.executorLimit = executorLimit;
    this.timer = new DaemonTimer("round limit", failed);
    if (!spark.isLocal()) {
      timer.every(EXECUTOR_CHECK, this::requireExecutor);
    }
  }

  /**
   * Runs a job on this thread.
   *
   * @param what a few words that errors begin with
   * @param description what Spark's pages call the job
   * @throws TrainingFailedException if it fails or takes too long
   * @throws RoundCancelledException if it was cancelled
   */
  public <R> R run(String what, String description, Supplier<R> job) {
    String mine = begin(what, description);
    Future<?> end = timer.after(limit, () -> timeOut(mine));
    try {
      return job.get();
    } catch (Exception e) {
      // Spark throws its checked exception from Scala, undeclared.
      if (e instanceof SparkException || wasCutShort() || spark.sc().isStopped()) {
        throw failure(what, e);
      }
      throw e;
    } finally {
      end.cancel(false);
      finish();
    }
  }

  private synchronized String begin(String what, String description) {
    if (!cancelled.isEmpty()) {
      throw new RoundCancelledException(what + ": not started, " + cancelled);
    }
    group = prefix + ++number;
    timedOut = "";
    lastExecutor = System.nanoTime();
    JobDescription.begin(spark, group, description);
    return group;
  }

  private synchronized void finish() {
    group = "";
    if (!spark.sc().isStopped()) {
      JobDescription.clear(spark);
    }
  }

  private synchronized void timeOut(String expected) {
    if (group.equals(expected)) {
      timedOut = "no result after " + limit.toSeconds() + " s (--round-timeout)";
      try {
        timedOut += "; " + workersDone();
      } finally {
        spark.sc().cancelJobGroupAndFutureJobs(group);
      }
    }
  }

  private synchronized void requireExecutor() {
    if (group.isEmpty() || !timedOut.isEmpty()) {
      return;
    }
    if (ExecutorWait.registered(spark) > 0) {
      lastExecutor = System.nanoTime();
    } else if (System.nanoTime() - lastExecutor > executorLimit.toNanos()) {
      timedOut = ExecutorWait.none(spark, executorLimit);
      spark.sc().cancelJobGroupAndFutureJobs(group);
    }
  }

  /** Workers are the tasks of a job of one stage; one of several averages what they have made. */
  private String workersDone() {
    JavaSparkStatusTracker tracker = spark.statusTracker();
    int newest = IntStream.of(tracker.getJobIdsForGroup(group)).max().orElse(-1);
    SparkJobInfo job = tracker.getJobInfo(newest);
    if (job == null) {
      return "no worker had begun";
    }
    if (job.stageIds().length > 1) {
      return "all workers were done, their vectors were being averaged";
    }
    SparkStageInfo stage = tracker.getStageInfo(job.stageIds()[0]);
    return stage == null
        ? "no worker had begun"
        : String.format(
            "waited for %d of %d workers, of which %d were running",
            stage.numTasks() - stage.numCompletedTasks(), stage.numTasks(), stage.numActiveTasks());
  }

  /** Gives up the job that runs and all later ones. */
  public synchronized void cancel(String reason) {
    cancelled = reason;
    if (!group.isEmpty()) {
      spark.sc().cancelJobGroupAndFutureJobs(group);
    }
  }

  /** Whether nothing runs any more. */
  public synchronized boolean isCancelled() {
    return !cancelled.isEmpty();
  }

  private synchronized boolean wasCutShort() {
    return !timedOut.isEmpty() || !cancelled.isEmpty();
  }

  private synchronized RuntimeException failure(String what, Exception e) {
    if (spark.sc().isStopped() && cancelled.isEmpty()) {
      return new TrainingFailedException(what + ": " + ExecutorWait.ended(spark));
    }
    if (!timedOut.isEmpty()) {
      return new TrainingFailedException(what + ": " + timedOut);
    }
    return cancelled.isEmpty()
        ? new TrainingFailedException(what + ": " + reason(e))
        : new RoundCancelledException(what + ": given up, " + cancelled);
  }

  /** The line of Spark's message that says what happened in the task. */
  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    String first = message.lines().findFirst().orElse("no reason given");
    return first.replaceFirst("^Job aborted due to stage failure: ", "");
  }

  @Override
  public void close() {
    timer.close();
  }
}
