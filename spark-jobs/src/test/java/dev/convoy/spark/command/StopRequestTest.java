package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

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
  private long now = 1000;

  private StopRequest request(Optional<Duration> maxTime) {
    Console console = new Console(stream, stream, false, false);
    return new StopRequest(console, maxTime, () -> now, () -> {});
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
  void theFirstSignalAsksAndTheSecondGivesTheRoundUpOnce() {
    List<String> cancelled = new ArrayList<>();
    try (StopRequest stop = request(Optional.empty())) {
      stop.setRoundCanceller(cancelled::add);
      stop.signalled("TERM");
      assertThat(stop.reason()).contains("SIGTERM");
      assertThat(cancelled).isEmpty();
      stop.signalled("INT");
      stop.signalled("TERM");
      assertThat(stop.reason()).contains("SIGTERM");
      assertThat(cancelled).containsExactly("SIGTERM");
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "SIGTERM: stopping after this round with a checkpoint; the round is given up after 20"
                + " s or at a second signal\n");
  }

  @Test
  void aRoundThatBeginsAfterItWasGivenUpIsCancelledToo() {
    List<String> cancelled = new ArrayList<>();
    try (StopRequest stop = request(Optional.empty())) {
      stop.signalled("INT");
      stop.signalled("INT");
      stop.setRoundCanceller(cancelled::add);
    }
    assertThat(cancelled).containsExactly("SIGINT");
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
