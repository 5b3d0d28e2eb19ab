package dev.convoy.spark.command;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows on a terminal where training is and for how long, every second. */
final class Progress implements AutoCloseable {
  private static final double NANOSECONDS = 1e9;

  private final Console console;
  private final int epochs;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(Progress::daemon);
  private volatile String where = "";
  private volatile long epochStart = System.nanoTime();
  private int epoch;

  Progress(Console console, int epochs) {
    this.console = console;
    this.epochs = epochs;
    if (console.isTerminal()) {
      ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "progress");
    thread.setDaemon(true);
    return thread;
  }

  void roundStarted(int newEpoch, int round, int rounds) {
    if (newEpoch != epoch) {
      epoch = newEpoch;
      epochStart = System.nanoTime();
    }
    where = "epoch " + epoch + "/" + epochs + (rounds > 1 ? ", round " + round + "/" + rounds : "");
  }

  private void tick() {
    if (!where.isEmpty()) {
      console.status("%s … %.0f s", where, (System.nanoTime() - epochStart) / NANOSECONDS);
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
