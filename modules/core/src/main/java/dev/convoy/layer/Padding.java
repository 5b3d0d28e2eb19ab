package dev.convoy.layer;

import dev.convoy.kernel.Axis;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** How a window pads its input: by a rule, or by explicit amounts. */
public sealed interface Padding extends Serializable {
  /** No padding: the last positions are dropped if the sizes do not divide. */
  Padding VALID = Rule.VALID;

  /** As much as makes the output ⌈input / stride⌉; an odd rest goes to the end. */
  Padding SAME = Rule.SAME;

  /** Extent − 1 on both sides. */
  Padding FULL = Rule.FULL;

  /** The same explicit amount on all four sides of an image. */
  static Padding of(int amount) {
    return of(amount, 2);
  }

  /** The same explicit amount on all sides of so many axes. */
  static Padding of(int amount, int axes) {
    return new Explicit(Collections.nCopies(2 * axes, amount));
  }

  /** What the explicit amounts for so many axes are called, in order. */
  static List<String> sides(int axes) {
    List<String> volume = List.of("front", "back", "top", "bottom", "left", "right");
    return axes == 1 ? List.of("start", "end") : volume.subList(6 - 2 * axes, 6);
  }

  /** The axis of a window with this padding; {@code index} counts axes, outermost first. */
  Axis axis(int index, int input, int kernel, int stride, int dilation);

  /**
   * The axis with this padding that has so many output positions. Several input lengths do; this is
   * the shortest and {@code rest} more, except for {@link #SAME}, where it is output · stride.
   */
  Axis transposed(int index, int output, int kernel, int stride, int dilation, int rest);

  private static Axis transposed(
      int output, int kernel, int stride, int dilation, int start, int end, int rest) {
    long padded = (output - 1L) * stride + 1 + (long) dilation * (kernel - 1) + rest;
    long input = padded - start - end;
    if (input < 1) {
      throw new IllegalArgumentException(
          "padding of " + start + " and " + end + " leaves nothing of " + padded + " positions");
    }
    return new Axis(length(input), kernel, stride, dilation, start, end);
  }

  private static int length(long positions) {
    if (positions > Shape.MOST_VALUES) {
      throw new IllegalArgumentException(
          positions + " positions are more than " + Shape.MOST_VALUES);
    }
    return (int) positions;
  }

  /** Padding by a rule. */
  enum Rule implements Padding {
    /** See {@link Padding#VALID}. */
    VALID,
    /** See {@link Padding#SAME}. */
    SAME,
    /** See {@link Padding#FULL}. */
    FULL;

    @Override
    public Axis axis(int index, int input, int kernel, int stride, int dilation) {
      int extent = length(1 + (long) dilation * (kernel - 1));
      return switch (this) {
        case VALID -> new Axis(input, kernel, stride, dilation, 0, 0);
        case FULL -> new Axis(input, kernel, stride, dilation, extent - 1, extent - 1);
        case SAME -> {
          long outputs = ((long) input + stride - 1) / stride;
          // Without the clamp a stride larger than the window would ask for negative padding.
          int total = length(Math.max(0, (outputs - 1) * stride + extent - input));
          yield new Axis(input, kernel, stride, dilation, total / 2, total - total / 2);
        }
      };
    }

    @Override
    public Axis transposed(int index, int output, int kernel, int stride, int dilation, int rest) {
      int margin = this == FULL ? length((long) dilation * (kernel - 1)) : 0;
      return this == SAME
          ? axis(index, length((long) output * stride), kernel, stride, dilation)
          : Padding.transposed(output, kernel, stride, dilation, margin, margin, rest);
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Padding by amounts.
   *
   * @param amounts a start and an end for each axis, outermost first, as in top, bottom, left,
   *     right; each at least 0
   */
  record Explicit(List<Integer> amounts) implements Padding {
    /** Checks the amounts. */
    public Explicit {
      amounts = List.copyOf(amounts);
      if (!List.of(2, 4, 6).contains(amounts.size())
          || amounts.stream().anyMatch(amount -> amount < 0)) {
        throw new IllegalArgumentException(
            "padding "
                + amounts
                + " must be 2, 4 or 6 amounts of at least 0: a start and an end for each axis");
      }
    }

    @Override
    public Axis axis(int index, int input, int kernel, int stride, int dilation) {
      return new Axis(
          input, kernel, stride, dilation, amounts.get(2 * index), amounts.get(2 * index + 1));
    }

    @Override
    public Axis transposed(int index, int output, int kernel, int stride, int dilation, int rest) {
      int start = amounts.get(2 * index);
      int end = amounts.get(2 * index + 1);
      return Padding.transposed(output, kernel, stride, dilation, start, end, rest);
    }

    @Override
    public String toString() {
      return amounts.stream().distinct().count() == 1
          ? amounts.get(0).toString()
          : amounts.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
  }
}
