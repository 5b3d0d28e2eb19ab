package dev.convoy.spark.task;

import dev.convoy.kernel.KernelSelection;
import dev.convoy.worker.ReplicaPool;
import dev.convoy.worker.WorkerContext;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.TaskContext;

/**
 * The process that a Spark task runs in. The pool is the one static state of the project: it is
 * what tasks of one executor share.
 */
public enum ExecutorContext implements WorkerContext {
  /** The only one of this process. */
  INSTANCE;

  private final ReplicaPool replicas = new ReplicaPool();
  private final String process = ManagementFactory.getRuntimeMXBean().getName();
  private final AtomicBoolean warming = new AtomicBoolean();

  @Override
  public ReplicaPool replicas() {
    return replicas;
  }

  /** A name that no other process of the application has. */
  String process() {
    return process;
  }

  /**
   * Starts to warm up kernels on a thread of their own, once per process, while data are read.
   *
   * @return whether it was this call that started it
   */
  public boolean warmUp(String kernels) {
    if (!warming.compareAndSet(false, true)) {
      return false;
    }
    Thread thread = new Thread(() -> KernelSelection.select(kernels).kernels().warmUp(), "warm-up");
    thread.setDaemon(true);
    thread.start();
    return true;
  }

  @Override
  public void checkCancelled() {
    if (TaskContext.get().isInterrupted()) {
      throw new CancellationException("task was cancelled");
    }
  }
}
