package dev.convoy.lease;

import dev.convoy.files.FileFailure;
import dev.convoy.timer.DaemonTimer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The right to write to a run, which one driver has at a time. Who takes it gets a generation
 * number, one more than the last; whoever has an older one may not commit any more.
 *
 * <p>The holder renews its lease every {@link #BEAT}. Whether one is alive is judged by watching it
 * for {@link #LIMIT} by one's own clock, so that clocks may differ. It is taken over without
 * waiting if it was released, or if its process was on this machine and is no more.
 *
 * <p>A holder that could not renew its lease, because the disk is full or hangs, or because it
 * slept itself, writes nothing more from {@link #TERM} after it last began to, by its own clock;
 * that is before others may take over. Then it can only do what they can: make the next generation,
 * which the file system lets one do. If it is the first, nobody was in between and it goes on.
 *
 * <p>Source: Gray and Cheriton, Leases, 1989; the generation is what others call a fencing token.
 */
public final class Lease implements AutoCloseable {
  /** A lease whose heartbeat stands still for so long is taken over. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  /** The holder's heartbeat; several may be late. */
  static final Duration BEAT = LIMIT.dividedBy(6);

  /** How long a holder writes without having renewed; a write that has begun needs time too. */
  static final Duration TERM = LIMIT.multipliedBy(2).dividedBy(3);

  private static final Duration LOOK = LIMIT.dividedBy(60);
  private static final Duration MOST_TO_END = Duration.ofSeconds(5);

  private final String run;
  private final LeaseFiles files;
  private final Contender holder;
  private final DaemonTimer heart;
  private final AtomicLong beats = new AtomicLong();
  private volatile int generation;

  /** When the last renewal that succeeded was begun. */
  private volatile long renewed;

  private volatile boolean lost;

  /** Whether it was said that renewing fails. */
  private volatile boolean failing;

  private Lease(String run, LeaseFiles files, Contender holder, int generation, long renewed) {
    this.run = run;
    this.files = files;
    this.holder = holder;
    this.generation = generation;
    this.renewed = renewed;
    this.heart = new DaemonTimer("lease", this::notRenewed);
  }

  /**
   * Takes the lease; its heart does not beat by itself yet.
   *
   * @param run the run's name, for messages
   * @param atLeast the new generation is larger than this
   * @param contender who wants it
   * @throws LeaseHeldException if another driver has it and is alive
   */
  public static Lease acquire(String run, LeaseFiles files, int atLeast, Contender contender)
      throws IOException {
    while (true) {
      int newest = files.newest();
      if (newest > 0) {
        requireOver(run, files, newest, contender);
      }
      int next = files.after(Math.max(newest, atLeast));
      long start = contender.clock().nanoTime();
      if (files.create(next, contender.self())) {
        Lease lease = new Lease(run, files, contender, next, start);
        try {
          lease.beat();
          files.removeBefore(next);
          return lease;
        } catch (IOException | RuntimeException | Error e) {
          lease.close();
          throw e;
        }
      }
      // Another driver was faster; it will be looked at next.
    }
  }

  /** Returns when a lease may be taken over, or there is a newer one. */
  private static void requireOver(String run, LeaseFiles files, int newest, Contender contender)
      throws IOException {
    Optional<LeaseHolder> holder = files.holder(newest);
    String name = holder.map(LeaseHolder::text).orElse("a process that gave no name");
    String first = files.heartbeat(newest);
    final long start = contender.clock().nanoTime();
    boolean told = false;
    while (true) {
      // Before the heartbeat is read: who is late to read it must not take that for the holder.
      final boolean over = contender.clock().nanoTime() - start >= LIMIT.toNanos();
      if (files.newest() != newest || files.isReleased(newest)) {
        return;
      }
      if (holder.isPresent() && holder.get().hasEnded(contender.processes())) {
        contender.log().accept(run + ": taking over from " + name + ", which has ended");
        return;
      }
      if (!files.heartbeat(newest).equals(first) && !files.isReleased(newest)) {
        throw new LeaseHeldException(
            run + ": is being trained by " + name + "; one run directory takes one driver");
      }
      String limit = LIMIT.toSeconds() + " s";
      if (over) {
        String sign = ", no sign of life for " + limit;
        contender.log().accept(run + ": taking over from " + name + sign);
        return;
      }
      if (!told) {
        contender.log().accept(run + ": watching for " + limit + " whether " + name + " is alive");
        told = true;
      }
      contender.clock().sleep(LOOK);
    }
  }

  /** Lets the heart beat until the lease is closed. */
  public Lease startBeating() {
    heart.every(BEAT, this::tryToBeat);
    return this;
  }

  /** One beat of the heart, which nothing that goes wrong ends. */
  public void tryToBeat() {
    if (lost) {
      return;
    }
    try {
      requireHeld();
      if (isOver()) {
        takeNext();
      } else {
        beat();
      }
      failing = false;
    } catch (LeaseHeldException e) {
      // Training looks at isLost between two rounds and says so then.
      lost = true;
    } catch (Throwable e) {
      // A full disk may come as an Error; it may have room again at the next beat.
      notRenewed(e);
    }
  }

  private void notRenewed(Throwable failure) {
    if (!failing) {
      failing = true;
      holder.log().accept(run + ": the lease could not be renewed: " + firstLine(failure));
    }
  }

  /** Messages from a server go on with its stack trace. */
  private static String firstLine(Throwable failure) {
    return FileFailure.reason(failure).lines().findFirst().orElse("");
  }

  /** Rewrites the heartbeat. */
  public void beat() throws IOException {
    long start = holder.clock().nanoTime();
    int mine = generation;
    files.beat(mine, beats.incrementAndGet());
    renewedAt(mine, start);
  }

  /** A beat that hung says nothing of a generation that was made since. */
  private synchronized void renewedAt(int mine, long start) {
    if (mine == generation) {
      renewed = start;
    }
  }

  /** Whether others may soon take over. */
  private boolean isOver() {
    return holder.clock().nanoTime() - renewed >= TERM.toNanos();
  }

  /**
   * Makes the next generation in place of this one.
   *
   * @throws LeaseHeldException if another driver was faster
   */
  private synchronized void takeNext() throws IOException {
    if (!isOver()) {
      return;
    }
    long start = holder.clock().nanoTime();
    int next = files.after(generation);
    if (!files.create(next, holder.self())) {
      requireHeld();
      throw new IOException(run + ": the lease could not be renewed, try again");
    }
    generation = next;
    renewed = start;
    String limit = TERM.toSeconds() + " s";
    holder.log().accept(run + ": not renewed for " + limit + ", went on as nobody had taken over");
    files.beat(next, beats.incrementAndGet());
    files.removeBefore(next);
  }

  /** Whether it was seen that another driver has taken over. */
  public boolean isLost() {
    return lost;
  }

  /** What stands between a driver without the lease and the run's files. */
  public Fence fence() {
    return new Fence() {
      @Override
      public int generation() {
        return generation;
      }

      @Override
      public void require() throws IOException {
        requireHeld();
        if (isOver()) {
          takeNext();
        }
      }
    };
  }

  /**
   * Looks whether the lease is still this driver's.
   *
   * @throws LeaseHeldException if another driver has taken over
   */
  public synchronized void requireHeld() throws IOException {
    int newest = files.newest();
    if (lost || newest != generation || !files.isMade(generation)) {
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
    boolean interrupted = false;
    try {
      heart.finish(MOST_TO_END);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      release();
    } catch (IOException | RuntimeException | Error e) {
      // The next driver finds the process gone, or waits.
      holder.log().accept(run + ": the lease could not be released: " + firstLine(e));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void release() throws IOException {
    if (files.newest() == generation) {
      files.release(generation);
    }
  }
}
