package dev.convoy.cluster;

import dev.convoy.data.BlocksInMemory;
import dev.convoy.data.DataSource;
import dev.convoy.files.Storage;
import dev.convoy.worker.ReplicaPool;
import dev.convoy.worker.Task;
import dev.convoy.worker.TrainingFailedException;
import dev.convoy.worker.WorkerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A cluster that runs all workers in this process, on a given number of threads. */
public final class InProcessCluster implements Cluster, WorkerContext {
  private final int workers;
  private final Map<Split, BlocksInMemory> data = new EnumMap<>(Split.class);
  private final ReplicaPool replicas = new ReplicaPool();
  private final ExecutorService threads;

  /**
   * Reads the data.
   *
   * @param workers number of workers that the data are divided among, at least 1
   * @param threads number of workers that run at the same time
   * @param seed the run's seed, which decides how examples are assigned to workers
   * @param training the training data; empty if the cluster only evaluates
   * @param test the test data; empty if the cluster does not evaluate
   * @throws IOException if the data cannot be read
   */
  public InProcessCluster(
      int workers,
      int threads,
      long seed,
      Optional<DataSource> training,
      Optional<DataSource> test,
      Storage storage)
      throws IOException {
    this.workers = workers;
    if (training.isPresent()) {
      data.put(Split.TRAINING, BlocksInMemory.read(training.get(), workers, seed, storage));
    }
    if (test.isPresent()) {
      data.put(Split.TEST, BlocksInMemory.read(test.get(), workers, seed, storage));
    }
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "worker");
              thread.setDaemon(true);
              return thread;
            });
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
    List<Callable<R>> calls = new ArrayList<>();
    BlocksInMemory blocks = data.get(split);
    for (int i = 0; i < workers; i++) {
      int worker = i;
      calls.add(() -> task.run(parameters, blocks.cursor(worker, task.reading()), this));
    }
    try {
      List<R> results = new ArrayList<>();
      for (Future<R> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException(what + ": interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new UncheckedIOException(what, new IOException(e.getCause()));
    }
  }

  @Override
  public ReplicaPool replicas() {
    return replicas;
  }

  @Override
  public void checkCancelled() {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingFailedException("worker interrupted");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
