package dev.convoy.spark.cluster;

import dev.convoy.train.ReplicaPool;
import dev.convoy.train.WorkerContext;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;

/**
 * The process that a Spark task runs in. The pool is the one static state of the project: it is
 * what tasks of one executor share.
 */
enum ExecutorContext implements WorkerContext {
  /** The only one of this process. */
  INSTANCE;

  private final ReplicaPool replicas = new ReplicaPool();

  @Override
  public ReplicaPool replicas() {
    return replicas;
  }

  @Override
  public void checkCancelled() {
    if (TaskContext.get().isInterrupted()) {
      throw new CancellationException("task was cancelled");
    }
  }
}
