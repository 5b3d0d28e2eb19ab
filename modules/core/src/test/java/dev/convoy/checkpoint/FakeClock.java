package dev.convoy.checkpoint;

import dev.convoy.lease.LeaseClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Time that passes only in {@link #sleep}; and what happens meanwhile. */
public final class FakeClock implements LeaseClock {
  private long now = 17;
  private int sleeps;
  private int asked;
  private Meanwhile whenAsked = question -> {};
  private Meanwhile meanwhile = sleep -> {};

  /** What happens during a sleep, of which there were so many. */
  public interface Meanwhile {
    void happens(int sleep) throws IOException;
  }

  public void meanwhile(Meanwhile action) {
    meanwhile = action;
  }

  public int sleeps() {
    return sleeps;
  }

  /** Lets time pass while a driver hangs. */
  void jump(Duration time) {
    now += time.toNanos();
  }

  /** What happens before the time is told, to who asks for the so-many-th time from now. */
  void whenAsked(int time, Meanwhile action) {
    asked = 0;
    whenAsked =
        question -> {
          if (question == time) {
            action.happens(question);
          }
        };
  }

  @Override
  public long nanoTime() {
    try {
      whenAsked.happens(++asked);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return now;
  }

  @Override
  public void sleep(Duration time) throws IOException {
    now += time.toNanos();
    meanwhile.happens(++sleeps);
  }
}
