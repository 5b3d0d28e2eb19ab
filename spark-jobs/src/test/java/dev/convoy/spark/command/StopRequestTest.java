package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.spark.command.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Why a run stops. Time passes when a test says so. */
class StopRequestTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
  private volatile long now = 1000;

  private StopRequest request(Optional<Duration> maxTime) {
    return request(maxTime, () -> {});
  }

  private StopRequest request(Optional<Duration> maxTime, Runnable halt) {
    Console console = new Console(stream, stream, false, false);
    return new StopRequest(console, maxTime, () -> now, halt);
  }

  @Test
  void nobodyAsksAtFirst() {
    try (StopRequest stop = request(Optional.empty())) {
      now += Duration.ofDays(1000).toNanos();
      assertThat(stop.isRequested()).isFalse();
    }
  }

  @Test
  void theTimeIsUpWhenItIsOverAndNotBefore() {
    try (StopRequest stop = request(Optional.of(Duration.ofSeconds(90)))) {
      now += Duration.ofSeconds(90).toNanos() - 1;
      assertThat(stop.isRequested()).isFalse();
      now++;
      assertThat(stop.reason()).contains("--max-time of 90 s");
    }
  }

  @Test
  void theFirstSignalAsksAndALaterOneGivesTheRoundUpOnce() {
    List<String> cancelled = new ArrayList<>();
    try (StopRequest stop = request(Optional.empty())) {
      stop.setRoundCanceller(cancelled::add);
      stop.signalled("TERM");
      assertThat(stop.reason()).contains("SIGTERM");
      now += StopRequest.ONE_REQUEST.toNanos();
      assertThat(cancelled).isEmpty();
      stop.signalled("INT");
      stop.signalled("TERM");
      assertThat(stop.reason()).contains("SIGTERM");
      assertThat(cancelled).containsExactly("SIGTERM");
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "SIGTERM: stopping after this round with a checkpoint; the round is given up after 20"
                + " s, or at another signal after 5 s\n");
  }

  /** {@code timeout} signals the process, then its group. */
  @Test
  void signalsThatComeTogetherAreOne() {
    List<String> cancelled = new ArrayList<>();
    try (StopRequest stop = request(Optional.empty())) {
      stop.setRoundCanceller(cancelled::add);
      stop.signalled("TERM");
      stop.signalled("TERM");
      now += StopRequest.ONE_REQUEST.toNanos() - 1;
      stop.signalled("INT");
      assertThat(cancelled).isEmpty();
      now++;
      stop.signalled("TERM");
      assertThat(cancelled).containsExactly("SIGTERM");
    }
    assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @Test
  void aRoundThatBeginsAfterItWasGivenUpIsCancelledToo() {
    List<String> cancelled = new ArrayList<>();
    try (StopRequest stop = request(Optional.empty())) {
      stop.signalled("INT");
      stop.giveUp();
      stop.setRoundCanceller(cancelled::add);
    }
    assertThat(cancelled).containsExactly("SIGINT");
  }

  /** Until the process has ended it must not die of a signal with another status. */
  @Test
  void afterAStopTheSameRequestIsStillCaughtAndAnotherOneHaltsTheProcess() throws Exception {
    BlockingQueue<String> outer = new ArrayBlockingQueue<>(10);
    BlockingQueue<String> halts = new ArrayBlockingQueue<>(10);
    try (Signals before = new Signals(List.of("INT", "TERM"), outer::add, line -> {})) {
      assertThat(before).isNotNull();
      StopRequest stop = request(Optional.empty(), () -> halts.add("halted"));
      stop.listen();
      stop.setRoundCanceller(halts::add);
      stop.signalled("TERM");
      stop.close();
      stop.signalled("TERM");
      assertThat(halts).isEmpty();
      now += StopRequest.ONE_REQUEST.toNanos();
      send("TERM");
      assertThat(halts.poll(60, TimeUnit.SECONDS)).isEqualTo("halted");
    }
    assertThat(outer).isEmpty();
    assertThat(halts).isEmpty();
  }

  @Test
  void withoutAStopSignalsGoBackToWhoHandledThemBefore() throws Exception {
    BlockingQueue<String> outer = new ArrayBlockingQueue<>(10);
    try (Signals before = new Signals(List.of("INT", "TERM"), outer::add, line -> {})) {
      assertThat(before).isNotNull();
      StopRequest stop = request(Optional.empty());
      stop.listen();
      stop.close();
      send("TERM");
      assertThat(outer.poll(60, TimeUnit.SECONDS)).isEqualTo("TERM");
    }
  }

  @Test
  void signalsOfTheSystemAreHandledUntilTheHandlerIsClosed() throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(10);
    BlockingQueue<String> outer = new ArrayBlockingQueue<>(10);
    List<String> unavailable = new ArrayList<>();
    try (Signals before = new Signals(List.of("USR2"), outer::add, unavailable::add)) {
      assertThat(before).isNotNull();
      try (Signals signals = new Signals(List.of("USR2"), received::add, unavailable::add)) {
        assertThat(signals).isNotNull();
        send("USR2");
        assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("USR2");
      }
      send("USR2");
      assertThat(outer.poll(60, TimeUnit.SECONDS)).isEqualTo("USR2");
    }
    assertThat(received).isEmpty();
    assertThat(unavailable).isEmpty();
  }

  private static void send(String signal) throws Exception {
    String pid = String.valueOf(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  @Test
  void aSignalThatTheSystemDoesNotGiveIsSaid() {
    List<String> unavailable = new ArrayList<>();
    try (Signals signals = new Signals(List.of("NONSENSE"), name -> {}, unavailable::add)) {
      assertThat(signals).isNotNull();
    }
    assertThat(unavailable).hasSize(1);
    assertThat(unavailable.get(0)).startsWith("SIGNONSENSE ends the run at once: ");
  }
}
