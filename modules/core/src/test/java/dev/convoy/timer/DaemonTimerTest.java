package dev.convoy.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nothing that work throws ends a timer. */
final class DaemonTimerTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final long MOST_SECONDS = 60;

  @Test
  void workThatThrowsIsDoneAgainAndWhatItThrewIsTold() throws InterruptedException {
    BlockingQueue<String> told = new ArrayBlockingQueue<>(1000);
    CountDownLatch times = new CountDownLatch(3);
    try (DaemonTimer timer = new DaemonTimer("test", failure -> told.offer(failure.getMessage()))) {
      timer.every(
          SOON,
          () -> {
            times.countDown();
            throw new Error("full");
          });

      assertThat(times.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(told.poll(MOST_SECONDS, TimeUnit.SECONDS)).contains("full");
    }
  }

  @Test
  void whoCannotBeToldDoesNotEndItEither() throws InterruptedException {
    CountDownLatch times = new CountDownLatch(3);
    DaemonTimer timer =
        new DaemonTimer(
            "test",
            failure -> {
              times.countDown();
              throw new StackOverflowError();
            });
    try (timer) {
      timer.every(
          SOON,
          () -> {
            throw new IllegalStateException();
          });
      assertThat(times.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void workThatWasCancelledIsNotDone() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (DaemonTimer timer = new DaemonTimer("test", failure -> {})) {
      timer.after(Duration.ofDays(1), done::countDown).cancel(false);
      timer.finish(Duration.ofSeconds(MOST_SECONDS));
      assertThat(done.getCount()).isEqualTo(1);
    }
  }
}
