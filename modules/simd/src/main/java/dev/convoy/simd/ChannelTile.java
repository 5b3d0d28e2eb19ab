package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of a depthwise convolution: {@code c[out + r·outStep + j] += Σ_q a[start +
 * r·step + taps[tap + q] + j] · b[at + weights[tap + q] + j]} for a tile of few positions {@code r}
 * and one vector of channels {@code j}, the sum being one chain of fused multiply-adds in the order
 * of {@code q}.
 *
 * <p>Lanes are channels, so each multiply-add loads its own value; what a tile saves is loading the
 * weight for each position: 1⅛ loads a multiply-add where a single position takes two. The steps
 * are read from a table for the reason that {@link Tile} gives.
 */
final class ChannelTile {
  private ChannelTile() {}

  /**
   * Adds one tile of so many positions.
   *
   * @param steps at least {@code n} entries, each the distance of two positions in {@code a}
   */
  static void add(
      int size,
      int n,
      float[] a,
      int start,
      int[] steps,
      int[] taps,
      int[] weights,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out,
      int outStep) {
    switch (size) {
      case 8 -> eight(n, a, start, steps, taps, weights, tap, b, at, c, out, outStep);
      case 4 -> four(n, a, start, steps, taps, weights, tap, b, at, c, out, outStep);
      default -> one(n, a, start, taps, weights, tap, b, at, c, out);
    }
  }

  private static void eight(
      int n,
      float[] a,
      int start,
      int[] steps,
      int[] taps,
      int[] weights,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out,
      int outStep) {
    int out1 = out + outStep;
    int out2 = out1 + outStep;
    int out3 = out2 + outStep;
    int out4 = out3 + outStep;
    int out5 = out4 + outStep;
    int out6 = out5 + outStep;
    int out7 = out6 + outStep;
    FloatVector c0 = load(c, out);
    FloatVector c1 = load(c, out1);
    FloatVector c2 = load(c, out2);
    FloatVector c3 = load(c, out3);
    FloatVector c4 = load(c, out4);
    FloatVector c5 = load(c, out5);
    FloatVector c6 = load(c, out6);
    FloatVector c7 = load(c, out7);
    for (int q = 0; q < n; q++) {
      int i = start + taps[tap + q];
      int step = steps[q];
      FloatVector weight = load(b, at + weights[tap + q]);
      c0 = load(a, i).fma(weight, c0);
      c1 = load(a, i += step).fma(weight, c1);
      c2 = load(a, i += step).fma(weight, c2);
      c3 = load(a, i += step).fma(weight, c3);
      c4 = load(a, i += step).fma(weight, c4);
      c5 = load(a, i += step).fma(weight, c5);
      c6 = load(a, i += step).fma(weight, c6);
      c7 = load(a, i += step).fma(weight, c7);
    }
    c0.intoArray(c, out);
    c1.intoArray(c, out1);
    c2.intoArray(c, out2);
    c3.intoArray(c, out3);
    c4.intoArray(c, out4);
    c5.intoArray(c, out5);
    c6.intoArray(c, out6);
    c7.intoArray(c, out7);
  }

  private static void four(
      int n,
      float[] a,
      int start,
      int[] steps,
      int[] taps,
      int[] weights,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out,
      int outStep) {
    int out1 = out + outStep;
    int out2 = out1 + outStep;
    int out3 = out2 + outStep;
    FloatVector c0 = load(c, out);
    FloatVector c1 = load(c, out1);
    FloatVector c2 = load(c, out2);
    FloatVector c3 = load(c, out3);
    for (int q = 0; q < n; q++) {
      int i = start + taps[tap + q];
      int step = steps[q];
      FloatVector weight = load(b, at + weights[tap + q]);
      c0 = load(a, i).fma(weight, c0);
      c1 = load(a, i += step).fma(weight, c1);
      c2 = load(a, i += step).fma(weight, c2);
      c3 = load(a, i += step).fma(weight, c3);
    }
    c0.intoArray(c, out);
    c1.intoArray(c, out1);
    c2.intoArray(c, out2);
    c3.intoArray(c, out3);
  }

  private static void one(
      int n,
      float[] a,
      int start,
      int[] taps,
      int[] weights,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out) {
    FloatVector sum = load(c, out);
    for (int q = 0; q < n; q++) {
      FloatVector weight = load(b, at + weights[tap + q]);
      sum = load(a, start + taps[tap + q]).fma(weight, sum);
    }
    sum.intoArray(c, out);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(Tile.SPECIES, values, at);
  }
}
