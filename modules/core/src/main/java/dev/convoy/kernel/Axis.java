package dev.convoy.kernel;

import java.io.Serializable;

/**
 * One spatial axis of a sliding window. Output position {@code o} and tap {@code t} look at input
 * position {@code o · stride + t · dilation − padStart}; positions outside the input are padding.
 *
 * @param input length of the input, at least 1
 * @param kernel number of taps, at least 1
 * @param stride step between output positions, at least 1
 * @param dilation step between taps, at least 1
 * @param padStart padding before the first input position, at least 0
 * @param padEnd padding after the last input position, at least 0
 */
public record Axis(int input, int kernel, int stride, int dilation, int padStart, int padEnd)
    implements Serializable {
  /** Checks the bounds and that the window fits into the padded input. */
  public Axis {
    atLeast("input", input, 1);
    atLeast("kernel", kernel, 1);
    atLeast("stride", stride, 1);
    atLeast("dilation", dilation, 1);
    atLeast("padding", padStart, 0);
    atLeast("padding", padEnd, 0);
    long extent = 1 + (long) dilation * (kernel - 1);
    long padded = (long) input + padStart + padEnd;
    if (padded > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("padded input of " + padded + " positions is too long");
    }
    if (extent > padded) {
      throw new IllegalArgumentException(
          "window of extent " + extent + " does not fit into " + padded + " padded positions");
    }
  }

  /** Number of input positions that a window spans. */
  public int extent() {
    return 1 + dilation * (kernel - 1);
  }

  /** Number of output positions, ⌊(input + padding − extent) / stride⌋ + 1. */
  public int output() {
    return (input + padStart + padEnd - extent()) / stride + 1;
  }

  /** The input position under a tap of an output position; outside 0 … input−1 it is padding. */
  public int source(int outputPosition, int tap) {
    return outputPosition * stride + tap * dilation - padStart;
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " " + value + " must be at least " + least);
    }
  }
}
