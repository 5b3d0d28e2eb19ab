package dev.convoy.lease;

import java.util.function.Consumer;

/**
 * A driver that wants a lease, and how it sees the world.
 *
 * @param self what others will know of it
 * @param clock its own
 * @param processes of its machine
 * @param log told in one line why a lease is waited for, taken over or not renewed
 */
public record Contender(
    LeaseHolder self, LeaseClock clock, ProcessTable processes, Consumer<String> log) {
  /** This process. */
  public static Contender ofProcess(Consumer<String> log) {
    ProcessTable processes = ProcessTable.SYSTEM;
    return new Contender(LeaseHolder.self(processes), LeaseClock.SYSTEM, processes, log);
  }
}
