package dev.convoy.lease;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Time as this process sees it; nobody else's clock is ever read. */
public interface LeaseClock {
  /** The real one. */
  LeaseClock SYSTEM =
      new LeaseClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws IOException {
          try {
            Thread.sleep(time.toMillis());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a lease");
          }
        }
      };

  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** Waits. */
  void sleep(Duration time) throws IOException;
}
