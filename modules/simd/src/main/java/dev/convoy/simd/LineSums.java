package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/**
 * The sums of {@link TapSums} for nine taps in three lines of three that touch, at stride 1: two
 * output positions side by side share their sources, so 14 loads serve 18 multiply-adds where one
 * position after the other takes 20. For each tap positions still follow in order. Four together
 * would take eleven loads for as many, but JDK 17 boxes them.
 */
final class LineSums {
  private LineSums() {}

  /**
   * Adds all positions.
   *
   * @param places where each position begins in {@code x}; those of a line are even in number
   * @param x0 where the first line begins in the window, as {@code x1} and {@code x2} for others
   * @param channels distance of two positions in {@code dy}
   * @param at where the nine sums begin
   */
  static void add(
      int[] places,
      float[] x,
      int x0,
      int x1,
      int x2,
      float[] dy,
      int dyAt,
      int channels,
      float[] sum,
      int at) {
    FloatVector sum0 = load(sum, at);
    FloatVector sum1 = load(sum, at + Tile.LANES);
    FloatVector sum2 = load(sum, at + 2 * Tile.LANES);
    FloatVector sum3 = load(sum, at + 3 * Tile.LANES);
    FloatVector sum4 = load(sum, at + 4 * Tile.LANES);
    FloatVector sum5 = load(sum, at + 5 * Tile.LANES);
    FloatVector sum6 = load(sum, at + 6 * Tile.LANES);
    FloatVector sum7 = load(sum, at + 7 * Tile.LANES);
    FloatVector sum8 = load(sum, at + 8 * Tile.LANES);
    for (int p = 0; p < places.length / 2; p++) {
      int i = x0 + places[2 * p];
      int d = dyAt + 2 * p * channels;
      FloatVector dy0 = load(dy, d);
      FloatVector dy1 = load(dy, d += channels);
      FloatVector value = load(x, i);
      sum0 = value.fma(dy0, sum0);
      value = load(x, i + Tile.LANES);
      sum0 = value.fma(dy1, sum0);
      sum1 = value.fma(dy0, sum1);
      value = load(x, i + 2 * Tile.LANES);
      sum1 = value.fma(dy1, sum1);
      sum2 = value.fma(dy0, sum2);
      value = load(x, i + 3 * Tile.LANES);
      sum2 = value.fma(dy1, sum2);
      i = x1 + places[2 * p];
      value = load(x, i);
      sum3 = value.fma(dy0, sum3);
      value = load(x, i + Tile.LANES);
      sum3 = value.fma(dy1, sum3);
      sum4 = value.fma(dy0, sum4);
      value = load(x, i + 2 * Tile.LANES);
      sum4 = value.fma(dy1, sum4);
      sum5 = value.fma(dy0, sum5);
      value = load(x, i + 3 * Tile.LANES);
      sum5 = value.fma(dy1, sum5);
      i = x2 + places[2 * p];
      value = load(x, i);
      sum6 = value.fma(dy0, sum6);
      value = load(x, i + Tile.LANES);
      sum6 = value.fma(dy1, sum6);
      sum7 = value.fma(dy0, sum7);
      value = load(x, i + 2 * Tile.LANES);
      sum7 = value.fma(dy1, sum7);
      sum8 = value.fma(dy0, sum8);
      value = load(x, i + 3 * Tile.LANES);
      sum8 = value.fma(dy1, sum8);
    }
    sum0.intoArray(sum, at);
    sum1.intoArray(sum, at + Tile.LANES);
    sum2.intoArray(sum, at + 2 * Tile.LANES);
    sum3.intoArray(sum, at + 3 * Tile.LANES);
    sum4.intoArray(sum, at + 4 * Tile.LANES);
    sum5.intoArray(sum, at + 5 * Tile.LANES);
    sum6.intoArray(sum, at + 6 * Tile.LANES);
    sum7.intoArray(sum, at + 7 * Tile.LANES);
    sum8.intoArray(sum, at + 8 * Tile.LANES);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(Tile.SPECIES, values, at);
  }
}
