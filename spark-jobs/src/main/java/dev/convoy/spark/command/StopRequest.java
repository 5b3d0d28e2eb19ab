package dev.convoy.spark.command;

import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.command.output.ExitStatus;
import dev.convoy.timer.DaemonTimer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether a run should stop before its end: because its time is up, or because of a signal. After a
 * signal the round may end; if it does not within {@link #GRACE}, or when somebody asks again, it
 * is given up; if even that does not end the process, it halts, so that a signal always does.
 */
final class StopRequest implements AutoCloseable {
  /** Kubernetes kills a process 30 s after it asked it to end. */
  static final Duration GRACE = Duration.ofSeconds(20);

  /**
   * Signals that come so soon after the first are the same request: {@code timeout} signals the
   * process and then its group, and a scheduler each process that it knows of.
   */
  static final Duration ONE_REQUEST = Duration.ofSeconds(5);

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
  private long signalTime;
  private boolean gaveUp;
  private boolean closed;
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
        console, maxTime, System::nanoTime, () -> Runtime.getRuntime().halt(ExitStatus.STOPPED));
  }

  /** Listens to the operating system until it is closed. */
  void listen() {
    if (signals.isPresent()) {
      return;
    }
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
    if (signal.isEmpty() && !closed) {
      signal = "SIG" + name;
      signalTime = clock.getAsLong();
      console.note(
          "%s: stopping after this round with a checkpoint; the round is given up after %d s, or at"
              + " another signal after %d s",
          signal, GRACE.toSeconds(), ONE_REQUEST.toSeconds());
      timer.after(GRACE, this::giveUp);
    } else if (clock.getAsLong() - signalTime >= ONE_REQUEST.toNanos()) {
      giveUp();
    }
  }

  /** Cancels the round that runs; what was saved before it is kept. */
  synchronized void giveUp() {
    if (closed) {
      halt.run();
    } else if (!gaveUp) {
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

  /**
   * Stops listening. If a signal has asked to stop, the handlers stay: the process is about to end,
   * and what belongs to that request must not end it with another status. A later signal halts it.
   */
  @Override
  public synchronized void close() {
    closed = true;
    if (signal.isEmpty()) {
      signals.ifPresent(Signals::close);
    }
    timer.close();
  }
}
