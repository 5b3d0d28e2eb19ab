package dev.convoy.layer;

import java.io.Serializable;
import java.util.List;

/**
 * What a transposed convolution leaves out at the sides of its output, and adds at their ends.
 *
 * @param padding how much is left out
 * @param outputPadding how much longer the output is at its ends, for each axis, below the stride:
 *     a convolution with a stride has the same output for inputs of several lengths
 */
public record OutputMargins(Padding padding, List<Integer> outputPadding) implements Serializable {
  /** Copies the amounts; the layer checks them. */
  public OutputMargins {
    outputPadding = List.copyOf(outputPadding);
  }

  /** Adds nothing at the ends of so many axes. */
  static OutputMargins of(Padding padding, int axes) {
    return new OutputMargins(padding, Sizes.same(axes, 0));
  }

  /** Whether the output is longer on any axis. */
  boolean isLonger() {
    return outputPadding.stream().anyMatch(amount -> amount > 0);
  }
}
