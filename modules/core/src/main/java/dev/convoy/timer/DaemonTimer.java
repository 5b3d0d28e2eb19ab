package dev.convoy.timer;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does work at a time, on a daemon thread of its own.
 *
 * <p>What the work throws is told and ends nothing. Java's own timers never repeat work that threw
 * once, and say nothing; and what an operating system refuses may come as an {@link Error}, such as
 * that of Hadoop's local file system for a full disk.
 */
public final class DaemonTimer implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;
  private final Consumer<Throwable> failed;

  /**
   * Nothing to do yet.
   *
   * @param name of the thread
   * @param failed told of what work threw
   */
  public DaemonTimer(String name, Consumer<Throwable> failed) {
    this.failed = failed;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    // else what was cancelled waits for its time
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Does work again and again; the first time after one period. */
  public void every(Duration period, Runnable work) {
    timer.scheduleAtFixedRate(
        () -> attempt(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does work once; what is returned can cancel it. */
  public Future<?> after(Duration delay, Runnable work) {
    return timer.schedule(() -> attempt(work), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      tell(failure);
    }
  }

  private void tell(Throwable failure) {
    try {
      failed.accept(failure);
    } catch (Throwable e) {
      // Who cannot even be told must not end the timer either.
      failure.addSuppressed(e);
    }
  }

  /** Ends without interrupting what is being done, for which it waits so long at most. */
  public void finish(Duration most) throws InterruptedException {
    timer.shutdown();
    timer.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends at once. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
