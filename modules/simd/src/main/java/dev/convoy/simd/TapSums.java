package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient of a depthwise convolution for one vector of channels: {@code sum[tap][lane]
 * += Σ_p x[place p + tap][lane] · dy[p][lane]}, one chain over output positions for each tap, with
 * the sums of nine taps in registers. The channels are first copied into a padded image of one
 * vector a position, which fits into the first cache whatever the number of channels is.
 */
final class TapSums {
  private final int[] places;
  private final int[] taps;
  private final int[] tos;
  private final int[] froms;
  private final int size;
  private final boolean pairs;

  TapSums(Window window, int channels) {
    this.places = new int[window.outputs()];
    this.taps = new int[window.taps()];
    List<Axis> axes = window.axes();
    int scale = Tile.LANES;
    int outputs = 1;
    int kernels = 1;
    int[] padded = {0};
    int[] sources = {0};
    int inputScale = 1;
    for (int a = axes.size() - 1; a >= 0; a--) {
      Axis axis = axes.get(a);
      for (int p = 0; p < places.length; p++) {
        places[p] += p / outputs % axis.output() * axis.stride() * scale;
      }
      for (int t = 0; t < taps.length; t++) {
        taps[t] += t / kernels % axis.kernel() * axis.dilation() * scale;
      }
      int extent = (axis.output() - 1) * axis.stride() + axis.extent();
      int begin = Math.min(axis.padStart(), extent);
      int end = Math.min(extent, axis.padStart() + axis.input());
      int count = Math.max(0, end - begin);
      int[] nextPadded = new int[count * padded.length];
      int[] nextSources = new int[nextPadded.length];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < padded.length; j++) {
          nextPadded[i * padded.length + j] = (begin + i) * scale + padded[j];
          nextSources[i * padded.length + j] =
              (begin + i - axis.padStart()) * inputScale * channels + sources[j];
        }
      }
      padded = nextPadded;
      sources = nextSources;
      scale *= extent;
      inputScale *= axis.input();
      outputs *= axis.output();
      kernels *= axis.kernel();
    }
    this.tos = padded;
    this.froms = sources;
    this.size = scale;
    this.pairs = canPair(axes.get(axes.size() - 1));
  }

  /** Whether two output positions side by side share sources in lines of three taps. */
  private static boolean canPair(Axis width) {
    return width.kernel() == 3
        && width.stride() == 1
        && width.dilation() == 1
        && width.output() % 2 == 0;
  }

  /** Floats of the padded image. */
  int size() {
    return size;
  }

  /** Writes the zeros, once for any number of images. */
  void clear(float[] image, int imageAt) {
    Arrays.fill(image, imageAt, imageAt + size, 0f);
  }

  /** Copies a vector of channels of an image into the padded one. */
  void copy(float[] x, int xAt, float[] image, int imageAt) {
    for (int i = 0; i < tos.length; i++) {
      load(x, xAt + froms[i]).intoArray(image, imageAt + tos[i]);
    }
  }

  /**
   * Adds one image to the sums.
   *
   * @param channels distance of two positions in {@code dy}
   */
  void add(float[] image, int imageAt, float[] dy, int dyAt, int channels, float[] sum, int sumAt) {
    int tap = 0;
    int at = sumAt;
    for (; tap + 9 <= taps.length; tap += 9) {
      if (pairs) {
        int x0 = imageAt + taps[tap];
        int x1 = imageAt + taps[tap + 3];
        int x2 = imageAt + taps[tap + 6];
        LineSums.add(places, image, x0, x1, x2, dy, dyAt, channels, sum, at);
      } else {
        nine(image, imageAt, tap, dy, dyAt, channels, sum, at);
      }
      at += 9 * Tile.LANES;
    }
    for (; tap + 3 <= taps.length; tap += 3) {
      three(image, imageAt, tap, dy, dyAt, channels, sum, at);
      at += 3 * Tile.LANES;
    }
    for (; tap < taps.length; tap++) {
      one(image, imageAt + taps[tap], dy, dyAt, channels, sum, at);
      at += Tile.LANES;
    }
  }

  private void nine(
      float[] x, int xAt, int tap, float[] dy, int dyAt, int channels, float[] sum, int at) {
    int[] places = this.places;
    int x0 = xAt + taps[tap];
    int x1 = xAt + taps[tap + 1];
    int x2 = xAt + taps[tap + 2];
    int x3 = xAt + taps[tap + 3];
    int x4 = xAt + taps[tap + 4];
    int x5 = xAt + taps[tap + 5];
    int x6 = xAt + taps[tap + 6];
    int x7 = xAt + taps[tap + 7];
    int x8 = xAt + taps[tap + 8];
    FloatVector sum0 = load(sum, at);
    FloatVector sum1 = load(sum, at + Tile.LANES);
    FloatVector sum2 = load(sum, at + 2 * Tile.LANES);
    FloatVector sum3 = load(sum, at + 3 * Tile.LANES);
    FloatVector sum4 = load(sum, at + 4 * Tile.LANES);
    FloatVector sum5 = load(sum, at + 5 * Tile.LANES);
    FloatVector sum6 = load(sum, at + 6 * Tile.LANES);
    FloatVector sum7 = load(sum, at + 7 * Tile.LANES);
    FloatVector sum8 = load(sum, at + 8 * Tile.LANES);
    for (int p = 0; p < places.length; p++) {
      int place = places[p];
      FloatVector gradient = load(dy, dyAt + p * channels);
      sum0 = load(x, place + x0).fma(gradient, sum0);
      sum1 = load(x, place + x1).fma(gradient, sum1);
      sum2 = load(x, place + x2).fma(gradient, sum2);
      sum3 = load(x, place + x3).fma(gradient, sum3);
      sum4 = load(x, place + x4).fma(gradient, sum4);
      sum5 = load(x, place + x5).fma(gradient, sum5);
      sum6 = load(x, place + x6).fma(gradient, sum6);
      sum7 = load(x, place + x7).fma(gradient, sum7);
      sum8 = load(x, place + x8).fma(gradient, sum8);
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

  private void three(
      float[] x, int xAt, int tap, float[] dy, int dyAt, int channels, float[] sum, int at) {
    int[] places = this.places;
    int x0 = xAt + taps[tap];
    int x1 = xAt + taps[tap + 1];
    int x2 = xAt + taps[tap + 2];
    FloatVector sum0 = load(sum, at);
    FloatVector sum1 = load(sum, at + Tile.LANES);
    FloatVector sum2 = load(sum, at + 2 * Tile.LANES);
    for (int p = 0; p < places.length; p++) {
      int place = places[p];
      FloatVector gradient = load(dy, dyAt + p * channels);
      sum0 = load(x, place + x0).fma(gradient, sum0);
      sum1 = load(x, place + x1).fma(gradient, sum1);
      sum2 = load(x, place + x2).fma(gradient, sum2);
    }
    sum0.intoArray(sum, at);
    sum1.intoArray(sum, at + Tile.LANES);
    sum2.intoArray(sum, at + 2 * Tile.LANES);
  }

  private void one(float[] x, int xAt, float[] dy, int dyAt, int channels, float[] sum, int at) {
    int[] places = this.places;
    FloatVector total = load(sum, at);
    for (int p = 0; p < places.length; p++) {
      FloatVector gradient = load(dy, dyAt + p * channels);
      total = load(x, xAt + places[p]).fma(gradient, total);
    }
    total.intoArray(sum, at);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(Tile.SPECIES, values, at);
  }
}
