package dev.convoy.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The right to write to a run, which one driver has at a time. Who takes it gets a generation
 * number, one more than the last; whoever has an older one may not commit any more.
 *
 * <p>The holder rewrites its heartbeat every {@link #BEAT}. Whether a lease is alive is judged by
 * watching it for {@link #LIMIT} by one's own clock, so that clocks may differ. It is taken over
 * without waiting if it was released, or if its process was on this machine and is no more.
 *
 * <p>Source: Gray and Cheriton, Leases, 1989; the generation is what others call a fencing token.
 */
public final class Lease implements AutoCloseable {
  /** A lease whose heartbeat stands still for so long is taken over. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  /** The holder's heartbeat; several may be late. */
  static final Duration BEAT = LIMIT.dividedBy(6);

  private static final Duration LOOK = LIMIT.dividedBy(60);
  private static final long MOST_MILLIS_TO_END = 5000;

  private final String run;
  private final LeaseFiles files;
  private final int generation;
  private final Consumer<String> log;
  private final ScheduledExecutorService heart;
  private long beats;
  private volatile boolean lost;

  private Lease(String run, LeaseFiles files, int generation, Consumer<String> log) {
    this.run = run;
    this.files = files;
    this.generation = generation;
    this.log = log;
    this.heart = Executors.newSingleThreadScheduledExecutor(Lease::daemon);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "lease");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes the lease; its heart does not beat by itself yet.
   *
   * @param run the run's name, for messages
   * @param atLeast the new generation is larger than this
   * @param log told in one line why a lease is waited for or taken over
   * @throws LeaseHeldException if another driver has it and is alive
   */
  static Lease acquire(
      String run,
      LeaseFiles files,
      int atLeast,
      LeaseHolder self,
      LeaseClock clock,
      Consumer<String> log)
      throws IOException {
    while (true) {
      int newest = files.newest();
      if (newest > 0) {
        requireOver(run, files, newest, clock, log);
      }
      int next = Math.max(newest, atLeast) + 1;
      if (files.create(next, self)) {
        Lease lease = new Lease(run, files, next, log);
        lease.beat();
        files.removeBefore(next);
        return lease;
      }
      // Another driver was faster; it will be looked at next.
    }
  }

  /** Returns when a lease may be taken over, or there is a newer one. */
  private static void requireOver(
      String run, LeaseFiles files, int newest, LeaseClock clock, Consumer<String> log)
      throws IOException {
    Optional<LeaseHolder> holder = files.holder(newest);
    String name = holder.map(LeaseHolder::text).orElse("a process that gave no name");
    String first = files.heartbeat(newest);
    final long start = clock.nanoTime();
    boolean told = false;
    while (!files.isReleased(newest)) {
      if (holder.isPresent() && holder.get().hasEnded()) {
        log.accept(run + ": taking over from " + name + ", which has ended");
        return;
      }
      if (files.newest() != newest) {
        return;
      }
      if (!files.heartbeat(newest).equals(first) && !files.isReleased(newest)) {
        throw new LeaseHeldException(
            run + ": is being trained by " + name + "; one run directory takes one driver");
      }
      if (clock.nanoTime() - start >= LIMIT.toNanos()) {
        log.accept(
            run
                + ": taking over from "
                + name
                + ", no sign of life for "
                + LIMIT.toSeconds()
                + " s");
        return;
      }
      if (!told) {
        log.accept(
            run + ": watching for " + LIMIT.toSeconds() + " s whether " + name + " is alive");
        told = true;
      }
      clock.sleep(LOOK);
    }
  }

  /** Lets the heart beat until the lease is closed. */
  Lease startBeating() {
    heart.scheduleAtFixedRate(
        this::tryToBeat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  private void tryToBeat() {
    try {
      if (files.newest() != generation) {
        lost = true;
      } else {
        beat();
      }
    } catch (IOException | RuntimeException e) {
      // The file system may recover; if it does not, the next checkpoint fails.
      log.accept(run + ": the lease could not be renewed: " + firstLine(e));
    }
  }

  /** Messages from a server go on with its stack trace. */
  private static String firstLine(Exception e) {
    return e.toString().lines().findFirst().orElse("");
  }

  /** One beat of the heart. */
  void beat() throws IOException {
    files.beat(generation, ++beats);
  }

  /** Whether it was seen that another driver has taken over. */
  public boolean isLost() {
    return lost;
  }

  /** What stands between a driver without the lease and the run's files. */
  Fence fence() {
    return new Fence() {
      @Override
      public int generation() {
        return generation;
      }

      @Override
      public void require() throws IOException {
        requireHeld();
      }
    };
  }

  /**
   * Looks whether the lease is still this driver's.
   *
   * @throws LeaseHeldException if another driver has taken over
   */
  public void requireHeld() throws IOException {
    int newest = files.newest();
    if (newest != generation) {
      lost = true;
      String name =
          newest > generation
              ? files.holder(newest).map(LeaseHolder::text).orElse("another driver")
              : "somebody who removed the lease";
      throw new LeaseHeldException(
          run + ": was taken over by " + name + "; this driver writes no more");
    }
  }

  /** Gives the lease back, if it is still there to give. */
  @Override
  public void close() {
    // Without interrupting a beat that is being written.
    heart.shutdown();
    try {
      heart.awaitTermination(MOST_MILLIS_TO_END, TimeUnit.MILLISECONDS);
      if (files.newest() == generation) {
        files.release(generation);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The next driver finds the process gone, or waits.
      log.accept(run + ": the lease could not be released: " + firstLine(e));
    }
  }
}
