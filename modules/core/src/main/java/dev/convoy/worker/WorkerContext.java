package dev.convoy.worker;

/** Services that a worker process provides to a task. */
public interface WorkerContext {
  /** The pool of replicas, reused by successive tasks. */
  ReplicaPool replicas();

  /** Throws an exception if the task was cancelled; tasks call it before each batch. */
  void checkCancelled();
}
