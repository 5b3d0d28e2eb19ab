package dev.convoy.worker;

import dev.convoy.kernel.KernelSelection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A pool of idle replicas in this process, so that tasks need not recompile plans and reallocate
 * memory. It is bounded: only the replicas released last are kept, two for each processor.
 * Thread-safe.
 */
public final class ReplicaPool {
  private static final int MOST_IDLE = 2 * Runtime.getRuntime().availableProcessors();

  private final Deque<Entry> idle = new ArrayDeque<>();
  private final Map<String, KernelSelection> selections = new HashMap<>();

  private record Entry(Recipe recipe, boolean training, Replica replica) {
    boolean fits(Recipe wanted, boolean forTraining) {
      return training == forTraining && recipe.equals(wanted);
    }
  }

  /** The kernels of this name, selected once. */
  public synchronized KernelSelection kernels(String name) {
    return selections.computeIfAbsent(name, KernelSelection::select);
  }

  /** Returns an idle replica, reset, or a new one. Give it back with {@link #release}. */
  public Replica borrow(Recipe recipe, boolean training) {
    Replica replica =
        takeIdle(recipe, training)
            .orElseGet(() -> new Replica(recipe, training, kernels(recipe.kernels()).kernels()));
    replica.reset();
    return replica;
  }

  private synchronized Optional<Replica> takeIdle(Recipe recipe, boolean training) {
    for (Entry entry : idle) {
      if (entry.fits(recipe, training)) {
        idle.remove(entry);
        return Optional.of(entry.replica());
      }
    }
    return Optional.empty();
  }

  /** Returns a replica to the pool. */
  public synchronized void release(Recipe recipe, boolean training, Replica replica) {
    idle.addFirst(new Entry(recipe, training, replica));
    while (idle.size() > MOST_IDLE) {
      idle.removeLast();
    }
  }
}
