package dev.convoy.plan;

import java.util.ArrayList;
import java.util.List;

/** Where a plan that was made by {@link Plan#timed} adds up the time of its steps. */
public final class StepTimes {
  private static final double NANOSECONDS = 1e9;

  private final List<Watch> watches = new ArrayList<>();

  /**
   * The time of one step so far.
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

  /** Nanoseconds of one step. */
  static final class Watch {
    private final String name;
    long forward;
    long backward;

    private Watch(String name) {
      this.name = name;
    }
  }

  Watch watch(String name) {
    Watch watch = new Watch(name);
    watches.add(watch);
    return watch;
  }

  /** The steps in forward order. */
  public List<StepTime> steps() {
    return watches.stream()
        .map(
            watch ->
                new StepTime(watch.name, watch.forward / NANOSECONDS, watch.backward / NANOSECONDS))
        .toList();
  }
}
