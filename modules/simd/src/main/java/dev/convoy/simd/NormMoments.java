package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/**
 * The two sums that normalizing needs of rows, and those that its gradient needs, for vectors of
 * channels. Where the channels end within a vector, the last one overlaps the one before, from
 * which both start with the same sums and end with the same.
 */
final class NormMoments {
  private NormMoments() {}

  /** Adds Σ d and Σ d², d = x − origin. */
  static void add(
      int rows,
      int channels,
      float[] x,
      int xAt,
      float[] origin,
      int originAt,
      float[] sums,
      int sumsAt) {
    int whole = channels - channels % Tile.LANES;
    int apart = whole == channels ? whole : whole - Tile.LANES;
    int c = 0;
    for (; c + 2 * Tile.LANES <= apart; c += 2 * Tile.LANES) {
      addTwo(rows, channels, x, xAt, origin, originAt, sums, sumsAt, c, c + Tile.LANES);
    }
    if (c < apart) {
      addVector(rows, channels, x, xAt + c, origin, originAt + c, sums, sumsAt + c);
    }
    if (whole == 0) {
      for (c = 0; c < channels; c++) {
        addOne(rows, channels, x, xAt + c, origin[originAt + c], sums, sumsAt + c);
      }
    } else if (apart < whole) {
      int last = channels - Tile.LANES;
      addTwo(rows, channels, x, xAt, origin, originAt, sums, sumsAt, apart, last);
    }
  }

  private static void addTwo(
      int rows,
      int channels,
      float[] x,
      int xAt,
      float[] origin,
      int originAt,
      float[] sums,
      int sumsAt,
      int c0,
      int c1) {
    int at0 = sumsAt + c0;
    int at1 = sumsAt + c1;
    FloatVector origin0 = FloatVector.fromArray(Tile.SPECIES, origin, originAt + c0);
    FloatVector origin1 = FloatVector.fromArray(Tile.SPECIES, origin, originAt + c1);
    FloatVector sum0 = FloatVector.fromArray(Tile.SPECIES, sums, at0);
    FloatVector sum1 = FloatVector.fromArray(Tile.SPECIES, sums, at1);
    FloatVector square0 = FloatVector.fromArray(Tile.SPECIES, sums, at0 + channels);
    FloatVector square1 = FloatVector.fromArray(Tile.SPECIES, sums, at1 + channels);
    for (int r = 0; r < rows; r++) {
      int row = xAt + r * channels;
      FloatVector d0 = FloatVector.fromArray(Tile.SPECIES, x, row + c0).sub(origin0);
      FloatVector d1 = FloatVector.fromArray(Tile.SPECIES, x, row + c1).sub(origin1);
      sum0 = sum0.add(d0);
      sum1 = sum1.add(d1);
      square0 = d0.fma(d0, square0);
      square1 = d1.fma(d1, square1);
    }
    sum0.intoArray(sums, at0);
    sum1.intoArray(sums, at1);
    square0.intoArray(sums, at0 + channels);
    square1.intoArray(sums, at1 + channels);
  }

  private static void addVector(
      int rows,
      int channels,
      float[] x,
      int xAt,
      float[] origin,
      int originAt,
      float[] sums,
      int at) {
    FloatVector start = FloatVector.fromArray(Tile.SPECIES, origin, originAt);
    FloatVector sum = FloatVector.fromArray(Tile.SPECIES, sums, at);
    FloatVector square = FloatVector.fromArray(Tile.SPECIES, sums, at + channels);
    for (int r = 0; r < rows; r++) {
      FloatVector d = FloatVector.fromArray(Tile.SPECIES, x, xAt + r * channels).sub(start);
      sum = sum.add(d);
      square = d.fma(d, square);
    }
    sum.intoArray(sums, at);
    square.intoArray(sums, at + channels);
  }

  private static void addOne(
      int rows, int channels, float[] x, int xAt, float origin, float[] sums, int at) {
    float sum = sums[at];
    float square = sums[at + channels];
    for (int r = 0; r < rows; r++) {
      float d = x[xAt + r * channels] - origin;
      sum += d;
      square = Math.fma(d, d, square);
    }
    sums[at] = sum;
    sums[at + channels] = square;
  }

  /** Adds Σ dy and Σ dy · (x − center). */
  static void addOfGradient(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] center,
      int centerAt,
      float[] sums,
      int sumsAt) {
    int whole = channels - channels % Tile.LANES;
    int apart = whole == channels ? whole : whole - Tile.LANES;
    int c = 0;
    for (; c + 2 * Tile.LANES <= apart; c += 2 * Tile.LANES) {
      int next = c + Tile.LANES;
      addTwoOfGradient(rows, channels, dy, dyAt, x, xAt, center, centerAt, sums, sumsAt, c, next);
    }
    if (c < apart) {
      addVectorOfGradient(
          rows, channels, dy, dyAt + c, x, xAt + c, center, centerAt + c, sums, sumsAt + c);
    }
    if (whole == 0) {
      for (c = 0; c < channels; c++) {
        addOneOfGradient(
            rows, channels, dy, dyAt + c, x, xAt + c, center[centerAt + c], sums, sumsAt + c);
      }
    } else if (apart < whole) {
      int last = channels - Tile.LANES;
      addTwoOfGradient(
          rows, channels, dy, dyAt, x, xAt, center, centerAt, sums, sumsAt, apart, last);
    }
  }

  private static void addTwoOfGradient(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] center,
      int centerAt,
      float[] sums,
      int sumsAt,
      int c0,
      int c1) {
    int at0 = sumsAt + c0;
    int at1 = sumsAt + c1;
    FloatVector center0 = FloatVector.fromArray(Tile.SPECIES, center, centerAt + c0);
    FloatVector center1 = FloatVector.fromArray(Tile.SPECIES, center, centerAt + c1);
    FloatVector sum0 = FloatVector.fromArray(Tile.SPECIES, sums, at0);
    FloatVector sum1 = FloatVector.fromArray(Tile.SPECIES, sums, at1);
    FloatVector product0 = FloatVector.fromArray(Tile.SPECIES, sums, at0 + channels);
    FloatVector product1 = FloatVector.fromArray(Tile.SPECIES, sums, at1 + channels);
    for (int r = 0; r < rows; r++) {
      int row = xAt + r * channels;
      int gradient = dyAt + r * channels;
      FloatVector dy0 = FloatVector.fromArray(Tile.SPECIES, dy, gradient + c0);
      FloatVector dy1 = FloatVector.fromArray(Tile.SPECIES, dy, gradient + c1);
      FloatVector d0 = FloatVector.fromArray(Tile.SPECIES, x, row + c0).sub(center0);
      FloatVector d1 = FloatVector.fromArray(Tile.SPECIES, x, row + c1).sub(center1);
      sum0 = sum0.add(dy0);
      sum1 = sum1.add(dy1);
      product0 = dy0.fma(d0, product0);
      product1 = dy1.fma(d1, product1);
    }
    sum0.intoArray(sums, at0);
    sum1.intoArray(sums, at1);
    product0.intoArray(sums, at0 + channels);
    product1.intoArray(sums, at1 + channels);
  }

  private static void addVectorOfGradient(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] center,
      int centerAt,
      float[] sums,
      int at) {
    FloatVector middle = FloatVector.fromArray(Tile.SPECIES, center, centerAt);
    FloatVector sum = FloatVector.fromArray(Tile.SPECIES, sums, at);
    FloatVector product = FloatVector.fromArray(Tile.SPECIES, sums, at + channels);
    for (int r = 0; r < rows; r++) {
      FloatVector gradient = FloatVector.fromArray(Tile.SPECIES, dy, dyAt + r * channels);
      FloatVector d = FloatVector.fromArray(Tile.SPECIES, x, xAt + r * channels).sub(middle);
      sum = sum.add(gradient);
      product = gradient.fma(d, product);
    }
    sum.intoArray(sums, at);
    product.intoArray(sums, at + channels);
  }

  private static void addOneOfGradient(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float center,
      float[] sums,
      int at) {
    float sum = sums[at];
    float product = sums[at + channels];
    for (int r = 0; r < rows; r++) {
      float gradient = dy[dyAt + r * channels];
      sum += gradient;
      product = Math.fma(gradient, x[xAt + r * channels] - center, product);
    }
    sums[at] = sum;
    sums[at + channels] = product;
  }
}
