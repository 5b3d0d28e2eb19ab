package dev.convoy.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Runs what produces items in a thread of its own, some items ahead of who takes them. At most 64
 * MB wait, or one item.
 *
 * <p>For one thread. Close it, or the producing thread waits for ever.
 *
 * @param <T> an item
 */
public final class ReadAhead<T> implements Iterator<T>, AutoCloseable {
  /** What items that wait take is counted in units of 64 kB. */
  private static final int UNIT_BITS = 16;

  private static final int MOST_UNITS = 1 << 10;

  private final BlockingQueue<Item<T>> queue;
  private final Semaphore units = new Semaphore(MOST_UNITS);
  private final Thread thread;
  private Optional<Item<T>> next = Optional.empty();

  /** What produces items. */
  public interface Producer<T> {
    /** Produces all items, in their order. */
    void produce(Output<T> to) throws IOException;
  }

  /** Where items go. */
  public interface Output<T> {
    /**
     * Hands over an item; waits if there are enough.
     *
     * @param bytes that it takes, more or less
     */
    void put(T item, int bytes) throws IOException;
  }

  /** An item, the end, or what ended the production. */
  private record Item<T>(Optional<T> value, int units, Optional<Throwable> failure) {}

  /** Thrown through a producer when nobody wants its items any more. */
  private static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Starts to produce.
   *
   * @param items at most so many wait
   * @param name of the thread
   */
  public ReadAhead(int items, String name, Producer<T> producer) {
    this.queue = new ArrayBlockingQueue<>(items);
    this.thread = new Thread(() -> run(producer), name);
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
  }

  private void run(Producer<T> producer) {
    try {
      producer.produce(this::put);
      end(Optional.empty());
    } catch (StoppedException e) {
      // Nobody takes from the queue any more.
      return;
    } catch (IOException | RuntimeException | Error e) {
      end(Optional.of(e));
    }
  }

  private void put(T item, int bytes) throws IOException {
    int taken = Math.min(MOST_UNITS, 1 + (bytes >> UNIT_BITS));
    try {
      units.acquire(taken);
      queue.put(new Item<>(Optional.of(item), taken, Optional.empty()));
    } catch (InterruptedException e) {
      throw new StoppedException();
    }
  }

  private void end(Optional<Throwable> failure) {
    try {
      queue.put(new Item<>(Optional.empty(), 0, failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether there is another item; waits for it.
   *
   * @throws UncheckedIOException if the producer could not go on
   */
  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = Optional.of(queue.take());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException("interrupted while data were read", e));
      }
    }
    Optional<Throwable> failure = next.get().failure();
    if (failure.isPresent()) {
      throw unchecked(failure.get());
    }
    return next.get().value().isPresent();
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException e
        ? new UncheckedIOException(e)
        : (RuntimeException) failure;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more items");
    }
    Item<T> item = next.orElseThrow();
    next = Optional.empty();
    units.release(item.units());
    return item.value().orElseThrow();
  }

  /** Stops the thread; does not wait until it has stopped. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
