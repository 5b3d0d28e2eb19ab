package dev.convoy.spark.command;

import dev.convoy.timer.DaemonTimer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether a run should stop before its end: because its time is up, or because of a signal. After a
 * signal the round may end; if it does not within {@link #GRACE}, or at a second signal, it is
 * given up; if even that does not end the process, it halts, so that a signal always does.
 */
final class StopRequest implements AutoCloseable {
  /** Kubernetes kills a process 30 s after it asked it to end. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration HALT = Duration.ofSeconds(15);
  private static final List<String> SIGNALS = List.of("TERM", "INT");

  private final Console console;
  private final Optional<Duration> maxTime;
  private final LongSupplier clock;
  private final Runnable halt;
  private final long startTime;
  private final DaemonTimer timer;
  private Optional<Signals> signals = Optional.empty();
  private String signal = "";
  private boolean gaveUp;
  private Consumer<String> roundCanceller = reason -> {};

  /**
   * Nobody has asked to stop yet.
   *
   * @param maxTime how long from now the run may take
   * @param clock as {@link System#nanoTime}
   * @param halt ends the process
   */
  StopRequest(Console console, Optional<Duration> maxTime, LongSupplier clock, Runnable halt) {
    this.console = console;
    this.maxTime = maxTime;
    this.clock = clock;
    this.halt = halt;
    this.startTime = clock.getAsLong();
    this.timer =
        new DaemonTimer(
            "stop", failure -> console.note("the round could not be given up: %s", failure));
  }

  /** Of this process. */
  static StopRequest ofProcess(Console console, Optional<Duration> maxTime) {
    return new StopRequest(
        console, maxTime, System::nanoTime, () -> Runtime.getRuntime().halt(ConvoyCommand.STOPPED));
  }

  /** Listens to the operating system until it is closed. */
  void listen() {
    signals =
        Optional.of(new Signals(SIGNALS, this::signalled, reason -> console.note("%s", reason)));
  }

  /** What gives up the round that runs. */
  synchronized void setRoundCanceller(Consumer<String> canceller) {
    roundCanceller = canceller;
    if (gaveUp) {
      canceller.accept(reason().orElseThrow());
    }
  }

  /** A signal has come. */
  synchronized void signalled(String name) {
    if (signal.isEmpty()) {
      signal = "SIG" + name;
      timer.after(GRACE, this::giveUp);
      console.note(
          "%s: stopping after this round with a checkpoint; the round is given up after %d s or"
              + " at a second signal",
          signal, GRACE.toSeconds());
    } else {
      giveUp();
    }
  }

  /** Cancels the round that runs; what was saved before it is kept. */
  synchronized void giveUp() {
    if (!gaveUp) {
      gaveUp = true;
      timer.after(HALT, halt);
      roundCanceller.accept(reason().orElseThrow());
    }
  }

  /** Why the run should stop; empty if it should not. */
  synchronized Optional<String> reason() {
    if (!signal.isEmpty()) {
      return Optional.of(signal);
    }
    return maxTime
        .filter(limit -> clock.getAsLong() - startTime >= limit.toNanos())
        .map(limit -> "--max-time of " + limit.toSeconds() + " s");
  }

  boolean isRequested() {
    return reason().isPresent();
  }

  @Override
  public void close() {
    signals.ifPresent(Signals::close);
    timer.close();
  }
}
