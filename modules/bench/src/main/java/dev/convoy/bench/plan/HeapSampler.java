package dev.convoy.bench.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks again and again at how many bytes are alive on the heaps of a driver and its executors,
 * each time after a full collection, by {@code jcmd}'s class histogram. That takes time, so a run
 * that is watched is not one to be timed.
 */
final class HeapSampler extends Thread {
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

  /** What the driver's JVM says on its output when it counts without having collected. */
  private static final String NOT_COLLECTED = "pre-dump GC was skipped";

  private final Process driver;
  private final AtomicInteger notCollected = new AtomicInteger();
  private long driverPeak;
  private long executorPeak;

  HeapSampler(Process driver) {
    super("heap sampler");
    this.driver = driver;
    setDaemon(true);
  }

  @Override
  public void run() {
    while (driver.isAlive()) {
      int before = notCollected.get();
      long alive = liveBytes(driver.pid());
      List<Long> executors =
          driver
              .descendants()
              .filter(child -> child.info().commandLine().orElse("").contains(EXECUTOR))
              .map(ProcessHandle::pid)
              .toList();
      for (long executor : executors) {
        executorPeak = Math.max(executorPeak, liveBytes(executor));
      }
      // jcmd took longer to end than a line takes to be read.
      if (notCollected.get() == before) {
        driverPeak = Math.max(driverPeak, alive);
      }
    }
  }

  /** Takes note of a line that the driver printed: garbage in a sample is nothing alive. */
  void see(String line) {
    if (line.contains(NOT_COLLECTED)) {
      notCollected.incrementAndGet();
    }
  }

  /** Bytes of objects that are reachable; 0 of a process that cannot be asked. */
  private static long liveBytes(long pid) {
    try {
      // The histogram does not wait for native code that keeps the collector out, such as zlib's,
      // and counts garbage then; a collection just before makes that seldom and less.
      jcmd(pid, "GC.run");
      String text = jcmd(pid, "GC.class_histogram");
      // The last line: Total, number of objects, bytes.
      return text.lines()
          .filter(line -> line.startsWith("Total"))
          .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2]))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder("jcmd", String.valueOf(pid), command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor(1, TimeUnit.MINUTES);
    return text;
  }

  /** Most bytes that were alive on the driver; call it when this thread has ended. */
  long driverPeak() {
    return driverPeak;
  }

  /** The same of any executor; 0 if there was none. */
  long executorPeak() {
    return executorPeak;
  }
}
