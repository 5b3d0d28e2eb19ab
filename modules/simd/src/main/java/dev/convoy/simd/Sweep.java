package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * One axis of a {@link Correlation}: equally spaced results, each looking at some offsets of a
 * padded input line. Result {@code p} lies at {@code outStart + p·outStep} and looks through offset
 * {@code t} at input {@code lowest + p·step + offsets[t]}.
 *
 * @param positions number of results
 * @param step distance of two results in the input
 * @param offsets what a result looks at, ascending, from 0
 * @param taps for each offset and each of the merged results the tap of the filter, or −1
 * @param lowest the input under the first offset of the first result
 * @param outStart where the first result lies
 * @param outStep distance of two results in the output
 */
record Sweep(
    int positions, int step, int[] offsets, int[][] taps, int lowest, int outStart, int outStep) {

  /** The axis of a forward pass. */
  static Sweep forward(Axis axis) {
    int[] offsets = new int[axis.kernel()];
    int[][] taps = new int[axis.kernel()][1];
    for (int t = 0; t < offsets.length; t++) {
      offsets[t] = t * axis.dilation();
      taps[t][0] = t;
    }
    return new Sweep(axis.output(), axis.stride(), offsets, taps, -axis.padStart(), 0, 1);
  }

  /**
   * The axes of an input gradient: inputs that are congruent modulo the stride see the same taps,
   * so each such phase is a sweep of its own over the gradient of the output. Taps descend, for
   * then output positions ascend.
   */
  static List<Sweep> gradient(Axis axis) {
    List<Sweep> phases = new ArrayList<>();
    int stride = axis.stride();
    for (int phase = 0; phase < stride; phase++) {
      int first = -Math.floorDiv(phase - axis.padStart(), stride);
      int last = Math.floorDiv(axis.input() - 1 + axis.padStart() - phase, stride);
      List<Integer> taps = new ArrayList<>();
      for (int t = axis.kernel() - 1; t >= 0; t--) {
        if (Math.floorMod(t * axis.dilation() - phase, stride) == 0) {
          taps.add(t);
        }
      }
      if (first > last || taps.isEmpty()) {
        continue;
      }
      int[] offsets = new int[taps.size()];
      int[][] single = new int[taps.size()][1];
      int reach = Math.floorDiv(taps.get(0) * axis.dilation() - phase, stride);
      for (int t = 0; t < offsets.length; t++) {
        single[t][0] = taps.get(t);
        offsets[t] = reach - Math.floorDiv(taps.get(t) * axis.dilation() - phase, stride);
      }
      int outStart = stride * first + phase - axis.padStart();
      phases.add(new Sweep(last - first + 1, 1, offsets, single, first - reach, outStart, stride));
    }
    return phases;
  }

  /** Number of results side by side that count as one. */
  int merged() {
    return taps[0].length;
  }

  /** Whether so many results side by side can count as one. */
  boolean canMerge(int results) {
    return merged() == 1 && outStep == 1 && positions % results == 0;
  }

  /**
   * Treats results side by side as one result with more channels: it looks at the union of their
   * offsets, and has zero weights where only others look.
   */
  Sweep merge(int results) {
    TreeMap<Integer, int[]> union = new TreeMap<>();
    for (int t = 0; t < offsets.length; t++) {
      for (int j = 0; j < results; j++) {
        int[] tapOf = union.computeIfAbsent(offsets[t] + j * step, offset -> none(results));
        tapOf[j] = taps[t][0];
      }
    }
    int[] merged = union.keySet().stream().mapToInt(Integer::intValue).toArray();
    int[][] mergedTaps = union.values().toArray(new int[0][]);
    return new Sweep(
        positions / results, step * results, merged, mergedTaps, lowest, outStart, results);
  }

  private static int[] none(int length) {
    int[] taps = new int[length];
    Arrays.fill(taps, -1);
    return taps;
  }

  /** Length of the padded input. */
  int extent() {
    return (positions - 1) * step + offsets[offsets.length - 1] + 1;
  }

  /** First offset of a result that does not lie before the input. */
  int firstInside(int position) {
    int t = 0;
    while (t < offsets.length && lowest + position * step + offsets[t] < 0) {
      t++;
    }
    return t;
  }

  /** End of the offsets of a result that do not lie behind an input of this length. */
  int endInside(int position, int input) {
    int t = offsets.length;
    while (t > 0 && lowest + position * step + offsets[t - 1] >= input) {
      t--;
    }
    return t;
  }
}
