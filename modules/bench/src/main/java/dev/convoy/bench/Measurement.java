package dev.convoy.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * The time of a step that is run again and again by one thread.
 *
 * @param seconds median time of a step by the clock
 * @param cpuSeconds median time that the thread spent on a processor, native code included
 * @param processors how many processors the whole process kept busy while it was measured
 * @param steps how many steps were measured
 */
public record Measurement(double seconds, double cpuSeconds, double processors, int steps) {
  private static final double NANOSECONDS = 1e9;
  private static final int MOST_STEPS = 1 << 20;
  private static final int LEAST_STEPS = 5;

  /**
   * Runs the step for so long to warm up, and then for so long (at least five times) to measure.
   */
  public static Measurement of(Runnable step, double warmUpSeconds, double seconds) {
    long warmUntil = System.nanoTime() + (long) (warmUpSeconds * NANOSECONDS);
    do {
      step.run();
    } while (System.nanoTime() < warmUntil);
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    com.sun.management.OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    long[] times = new long[MOST_STEPS];
    long[] cpuTimes = new long[MOST_STEPS];
    int steps = 0;
    long processStart = process.getProcessCpuTime();
    long begin = System.nanoTime();
    long until = begin + (long) (seconds * NANOSECONDS);
    long now = begin;
    while (steps < MOST_STEPS && (steps < LEAST_STEPS || now < until)) {
      long cpuStart = thread.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      step.run();
      now = System.nanoTime();
      cpuTimes[steps] = thread.getCurrentThreadCpuTime() - cpuStart;
      times[steps] = now - start;
      steps++;
    }
    double processors = (process.getProcessCpuTime() - processStart) / (double) (now - begin);
    return new Measurement(median(times, steps), median(cpuTimes, steps), processors, steps);
  }

  private static double median(long[] times, int count) {
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[count / 2] / NANOSECONDS;
  }
}
