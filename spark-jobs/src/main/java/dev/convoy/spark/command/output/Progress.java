package dev.convoy.spark.command.output;

import dev.convoy.timer.DaemonTimer;
import java.time.Duration;

/** Shows on a terminal where training is and for how long, every second. */
final class Progress implements AutoCloseable {
  private static final double NANOSECONDS = 1e9;

  private final Console console;
  private final int epochs;

  /** That it could not be shown once does no harm. */
  private final DaemonTimer ticker = new DaemonTimer("progress", failure -> {});

  private volatile String where = "";
  private volatile long epochStart = System.nanoTime();
  private int epoch;

  Progress(Console console, int epochs) {
    this.console = console;
    this.epochs = epochs;
    if (console.isTerminal()) {
      ticker.every(Duration.ofSeconds(1), this::tick);
    }
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
    ticker.close();
  }
}
