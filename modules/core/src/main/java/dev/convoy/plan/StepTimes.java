package dev.convoy.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a plan that was made by {@link Plan#timed} adds up the time of its steps. */
public final class StepTimes {
  private static final double NANOSECONDS = 1e9;

  private final Map<String, BestEpochTracker> watches = new LinkedHashMap<>();

  /**
   * The time of a node so far.
   *
   * @param name the node
   * @param forwardSeconds of the forward pass, its preparation included
   * @param backwardSeconds of the backward pass, with the sum of gradients that others left
   */
  public record StepTime(String name, double forwardSeconds, double backwardSeconds) {
    /** Both passes together. */
    public double seconds() {
      return forwardSeconds + backwardSeconds;
    }
  }

  /** Nanoseconds of a node. */
  static final class BestEpochTracker {
    private final String name;
    long forward;
    long backward;

    private BestEpochTracker(String name) {
      this.name = name;
    }
  }

  /** That of a node; several steps may work for one. */
  BestEpochTracker watch(String name) {
    return watches.computeIfAbsent(name, BestEpochTracker::new);
  }

  /** The nodes in forward order, by their first step. */
  public List<StepTime> steps() {
    return watches.values().stream()
        .map(
            watch ->
                new StepTime(watch.name, watch.forward / NANOSECONDS, watch.backward / NANOSECONDS))
        .toList();
  }
}
