package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/**
 * A {@link ChannelTile} whose taps come in lines of three that are as far apart as its positions,
 * so that neighbours share their sources: ten loads of values and three of weights serve 24
 * multiply-adds. That halves the loads, and they are what limits: an array does not begin where a
 * cache line does, so every vector of 64 bytes lies across two lines.
 */
final class ChannelLine {
  /** Taps of a line. */
  static final int TAPS = 3;

  private ChannelLine() {}

  /**
   * Adds one tile of eight or four positions.
   *
   * @param n number of lines
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
    if (size == 8) {
      eight(n, a, start, steps, taps, weights, tap, b, at, c, out, outStep);
    } else {
      four(n, a, start, steps, taps, weights, tap, b, at, c, out, outStep);
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
      int t = tap + 3 * q;
      int i = start + taps[t];
      int step = steps[q];
      FloatVector w0 = load(b, at + weights[t]);
      FloatVector w1 = load(b, at + weights[t + 1]);
      FloatVector w2 = load(b, at + weights[t + 2]);
      FloatVector x = load(a, i);
      c0 = x.fma(w0, c0);
      x = load(a, i += step);
      c0 = x.fma(w1, c0);
      c1 = x.fma(w0, c1);
      x = load(a, i += step);
      c0 = x.fma(w2, c0);
      c1 = x.fma(w1, c1);
      c2 = x.fma(w0, c2);
      x = load(a, i += step);
      c1 = x.fma(w2, c1);
      c2 = x.fma(w1, c2);
      c3 = x.fma(w0, c3);
      x = load(a, i += step);
      c2 = x.fma(w2, c2);
      c3 = x.fma(w1, c3);
      c4 = x.fma(w0, c4);
      x = load(a, i += step);
      c3 = x.fma(w2, c3);
      c4 = x.fma(w1, c4);
      c5 = x.fma(w0, c5);
      x = load(a, i += step);
      c4 = x.fma(w2, c4);
      c5 = x.fma(w1, c5);
      c6 = x.fma(w0, c6);
      x = load(a, i += step);
      c5 = x.fma(w2, c5);
      c6 = x.fma(w1, c6);
      c7 = x.fma(w0, c7);
      x = load(a, i += step);
      c6 = x.fma(w2, c6);
      c7 = x.fma(w1, c7);
      x = load(a, i += step);
      c7 = x.fma(w2, c7);
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
      int t = tap + 3 * q;
      int i = start + taps[t];
      int step = steps[q];
      FloatVector w0 = load(b, at + weights[t]);
      FloatVector w1 = load(b, at + weights[t + 1]);
      FloatVector w2 = load(b, at + weights[t + 2]);
      FloatVector x = load(a, i);
      c0 = x.fma(w0, c0);
      x = load(a, i += step);
      c0 = x.fma(w1, c0);
      c1 = x.fma(w0, c1);
      x = load(a, i += step);
      c0 = x.fma(w2, c0);
      c1 = x.fma(w1, c1);
      c2 = x.fma(w0, c2);
      x = load(a, i += step);
      c1 = x.fma(w2, c1);
      c2 = x.fma(w1, c2);
      c3 = x.fma(w0, c3);
      x = load(a, i += step);
      c2 = x.fma(w2, c2);
      c3 = x.fma(w1, c3);
      x = load(a, i += step);
      c3 = x.fma(w2, c3);
    }
    c0.intoArray(c, out);
    c1.intoArray(c, out1);
    c2.intoArray(c, out2);
    c3.intoArray(c, out3);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(Tile.SPECIES, values, at);
  }
}
