package dev.convoy.worker;

/** What a task may ask of the process that it runs in. */
public interface WorkerContext {
  /** Plans and arrays that are reused from task to task. */
  ReplicaPool replicas();

  /** Throws if the task was cancelled; called before each batch. */
  void checkCancelled();
}
