package dev.convoy.spark.watch;

import java.util.function.Consumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;

/**
 * Tells in one line each which executors come and go, and which tasks fail or are started a second
 * time. Spark calls it on one thread of its own.
 */
public final class FaultLog extends SparkListener {
  private final Consumer<String> log;
  private String job = "";

  public FaultLog(Consumer<String> log) {
    this.log = log;
  }

  /** Tells of something that Spark does not know. */
  public void tell(String line) {
    log.accept(line);
  }

  @Override
  public void onJobStart(SparkListenerJobStart event) {
    job = event.properties().getProperty(JobDescription.PROPERTY, "job " + event.jobId());
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    log.accept(
        "executor "
            + event.executorId()
            + " on "
            + event.executorInfo().executorHost()
            + " joined, "
            + event.executorInfo().totalCores()
            + " core(s)");
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    log.accept("executor " + event.executorId() + " left: " + firstLine(event.reason()));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    TaskInfo task = event.taskInfo();
    if (task.speculative()) {
      log.accept(name(task) + " is late, a copy of it starts on " + place(task));
    } else if (task.attemptNumber() > 0) {
      log.accept(name(task) + " runs again on " + place(task));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    // Killed are copies that another one was faster than, and what was cancelled.
    if (event.reason() instanceof TaskFailedReason reason && !(reason instanceof TaskKilled)) {
      TaskInfo task = event.taskInfo();
      log.accept(name(task) + " failed on " + place(task) + ": " + text(reason));
    }
  }

  private String name(TaskInfo task) {
    return job + ": task " + task.index();
  }

  private static String place(TaskInfo task) {
    return "executor "
        + task.executorId()
        + " on "
        + task.host()
        + " (attempt "
        + (task.attemptNumber() + 1)
        + ")";
  }

  private static String text(TaskFailedReason reason) {
    if (reason instanceof ExceptionFailure failure) {
      return firstLine(failure.className() + ": " + failure.description());
    }
    return reason instanceof ExecutorLostFailure
        ? "the executor is lost"
        : firstLine(reason.toErrorString());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("no reason given").strip();
  }
}
