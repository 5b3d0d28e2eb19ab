package dev.convoy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.lease.LeaseFiles;
import dev.convoy.lease.LeaseHolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Drivers that want a run at the same moment. */
public final class Contenders {
  private Contenders() {}

  /** Lets so many start together for each generation; exactly one of them must make it. */
  public static void requireOneWinner(
      LeaseFiles leases, LeaseHolder owner, int contenders, int generations) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(contenders);
    try {
      for (int generation = 1; generation <= generations; generation++) {
        CountDownLatch start = new CountDownLatch(contenders);
        int wanted = generation;
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < contenders; i++) {
          calls.add(
              () -> {
                start.countDown();
                start.await();
                return leases.create(wanted, owner);
              });
        }
        int winners = 0;
        for (Future<Boolean> made : threads.invokeAll(calls)) {
          winners += made.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
