package dev.convoy.checkpoint;

import java.io.IOException;
import java.time.Duration;

/** Time that passes only in {@link #sleep}; and what happens meanwhile. */
final class FakeClock implements LeaseClock {
  private long now = 17;
  private int sleeps;
  private Meanwhile meanwhile = sleep -> {};

  /** What happens during a sleep, of which there were so many. */
  interface Meanwhile {
    void happens(int sleep) throws IOException;
  }

  void meanwhile(Meanwhile action) {
    meanwhile = action;
  }

  int sleeps() {
    return sleeps;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void sleep(Duration time) throws IOException {
    now += time.toNanos();
    meanwhile.happens(++sleeps);
  }
}
