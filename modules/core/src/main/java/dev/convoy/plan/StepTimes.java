package dev.convoy.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums the step times of a plan made by {@link Plan#timed}. */
public final class StepTimes {
  private static final double NANOSECONDS = 1e9;

  private final Map<String, BestEpochTracker> watches = new LinkedHashMap<>();

  /**
   * The total time of a node.
   *
   * @param name the node's name
   * @param forwardSeconds time of the forward pass, including preparation
   * @param backwardSeconds time of the backward pass, including the addition of other consumers'
   *     gradients
   */
  public record StepTime(String name, double forwardSeconds, double backwardSeconds) {
    /** Time of both passes. */
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

  /** The watch of a node, which may have several steps. */
  BestEpochTracker tracker(String name) {
    return watches.computeIfAbsent(name, BestEpochTracker::new);
  }

  /** The nodes in forward order, by their first step. */
  public List<StepTime> steps() {
    return watches.values().stream()
        .map(
            tracker ->
                new StepTime(
                    tracker.name, tracker.forward / NANOSECONDS, tracker.backward / NANOSECONDS))
        .toList();
  }
}
