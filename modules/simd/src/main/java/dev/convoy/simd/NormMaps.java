package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/**
 * What normalizing and its gradient do to each value of rows, for vectors of channels. Where the
 * channels end within a vector, the last one overlaps the one before; both are read before either
 * is written.
 */
final class NormMaps {
  private NormMaps() {}

  /** Writes fma(x − center, scale, bias). */
  static void apply(
      int rows, int channels, float[] x, int xAt, float[] map, int mapAt, float[] y, int yAt) {
    int whole = channels - channels % Tile.LANES;
    int apart = whole == channels ? whole : whole - Tile.LANES;
    for (int c = 0; c < apart; c += Tile.LANES) {
      applyVector(rows, channels, x, xAt + c, map, mapAt + c, y, yAt + c);
    }
    if (whole == 0) {
      for (int c = 0; c < channels; c++) {
        applyOne(rows, channels, x, xAt + c, map, mapAt + c, y, yAt + c);
      }
    } else if (apart < whole) {
      int last = channels - Tile.LANES - apart;
      applyTwo(rows, channels, x, xAt + apart, map, mapAt + apart, y, yAt + apart, last);
    }
  }

  /** The second vector is so many channels further on. */
  private static void applyTwo(
      int rows,
      int channels,
      float[] x,
      int xAt,
      float[] map,
      int mapAt,
      float[] y,
      int yAt,
      int step) {
    FloatVector center0 = FloatVector.fromArray(Tile.SPECIES, map, mapAt);
    FloatVector center1 = FloatVector.fromArray(Tile.SPECIES, map, mapAt + step);
    int scales = mapAt + channels;
    FloatVector scale0 = FloatVector.fromArray(Tile.SPECIES, map, scales);
    FloatVector scale1 = FloatVector.fromArray(Tile.SPECIES, map, scales + step);
    int biases = scales + channels;
    FloatVector bias0 = FloatVector.fromArray(Tile.SPECIES, map, biases);
    FloatVector bias1 = FloatVector.fromArray(Tile.SPECIES, map, biases + step);
    for (int r = 0; r < rows; r++) {
      int from = xAt + r * channels;
      int to = yAt + r * channels;
      FloatVector x0 = FloatVector.fromArray(Tile.SPECIES, x, from);
      FloatVector x1 = FloatVector.fromArray(Tile.SPECIES, x, from + step);
      x0.sub(center0).fma(scale0, bias0).intoArray(y, to);
      x1.sub(center1).fma(scale1, bias1).intoArray(y, to + step);
    }
  }

  private static void applyVector(
      int rows, int channels, float[] x, int xAt, float[] map, int mapAt, float[] y, int yAt) {
    FloatVector center = FloatVector.fromArray(Tile.SPECIES, map, mapAt);
    FloatVector scale = FloatVector.fromArray(Tile.SPECIES, map, mapAt + channels);
    FloatVector bias = FloatVector.fromArray(Tile.SPECIES, map, mapAt + 2 * channels);
    for (int r = 0; r < rows; r++) {
      FloatVector.fromArray(Tile.SPECIES, x, xAt + r * channels)
          .sub(center)
          .fma(scale, bias)
          .intoArray(y, yAt + r * channels);
    }
  }

  private static void applyOne(
      int rows, int channels, float[] x, int xAt, float[] map, int mapAt, float[] y, int yAt) {
    float center = map[mapAt];
    float scale = map[mapAt + channels];
    float bias = map[mapAt + 2 * channels];
    for (int r = 0; r < rows; r++) {
      y[yAt + r * channels] = Math.fma(x[xAt + r * channels] - center, scale, bias);
    }
  }

  /** Writes fma(dy, a, fma(x − center, b, c)). */
  static void gradient(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] map,
      int mapAt,
      float[] dx,
      int dxAt) {
    int whole = channels - channels % Tile.LANES;
    int apart = whole == channels ? whole : whole - Tile.LANES;
    for (int c = 0; c < apart; c += Tile.LANES) {
      gradientVector(rows, channels, dy, dyAt + c, x, xAt + c, map, mapAt + c, dx, dxAt + c);
    }
    if (whole == 0) {
      for (int c = 0; c < channels; c++) {
        gradientOne(rows, channels, dy, dyAt + c, x, xAt + c, map, mapAt + c, dx, dxAt + c);
      }
    } else if (apart < whole) {
      int last = channels - Tile.LANES - apart;
      int c = apart;
      gradientTwo(rows, channels, dy, dyAt + c, x, xAt + c, map, mapAt + c, dx, dxAt + c, last);
    }
  }

  /** The second vector is so many channels further on. */
  private static void gradientTwo(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] map,
      int mapAt,
      float[] dx,
      int dxAt,
      int step) {
    FloatVector center0 = FloatVector.fromArray(Tile.SPECIES, map, mapAt);
    FloatVector center1 = FloatVector.fromArray(Tile.SPECIES, map, mapAt + step);
    int at = mapAt + channels;
    FloatVector a0 = FloatVector.fromArray(Tile.SPECIES, map, at);
    FloatVector a1 = FloatVector.fromArray(Tile.SPECIES, map, at + step);
    at += channels;
    FloatVector b0 = FloatVector.fromArray(Tile.SPECIES, map, at);
    FloatVector b1 = FloatVector.fromArray(Tile.SPECIES, map, at + step);
    at += channels;
    FloatVector c0 = FloatVector.fromArray(Tile.SPECIES, map, at);
    FloatVector c1 = FloatVector.fromArray(Tile.SPECIES, map, at + step);
    for (int r = 0; r < rows; r++) {
      int row = r * channels;
      FloatVector x0 = FloatVector.fromArray(Tile.SPECIES, x, xAt + row);
      FloatVector x1 = FloatVector.fromArray(Tile.SPECIES, x, xAt + row + step);
      FloatVector dy0 = FloatVector.fromArray(Tile.SPECIES, dy, dyAt + row);
      FloatVector dy1 = FloatVector.fromArray(Tile.SPECIES, dy, dyAt + row + step);
      dy0.fma(a0, x0.sub(center0).fma(b0, c0)).intoArray(dx, dxAt + row);
      dy1.fma(a1, x1.sub(center1).fma(b1, c1)).intoArray(dx, dxAt + row + step);
    }
  }

  private static void gradientVector(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] map,
      int mapAt,
      float[] dx,
      int dxAt) {
    FloatVector center = FloatVector.fromArray(Tile.SPECIES, map, mapAt);
    FloatVector a = FloatVector.fromArray(Tile.SPECIES, map, mapAt + channels);
    FloatVector b = FloatVector.fromArray(Tile.SPECIES, map, mapAt + 2 * channels);
    FloatVector c = FloatVector.fromArray(Tile.SPECIES, map, mapAt + 3 * channels);
    for (int r = 0; r < rows; r++) {
      FloatVector rest =
          FloatVector.fromArray(Tile.SPECIES, x, xAt + r * channels).sub(center).fma(b, c);
      FloatVector.fromArray(Tile.SPECIES, dy, dyAt + r * channels)
          .fma(a, rest)
          .intoArray(dx, dxAt + r * channels);
    }
  }

  private static void gradientOne(
      int rows,
      int channels,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] map,
      int mapAt,
      float[] dx,
      int dxAt) {
    float center = map[mapAt];
    float a = map[mapAt + channels];
    float b = map[mapAt + 2 * channels];
    float c = map[mapAt + 3 * channels];
    for (int r = 0; r < rows; r++) {
      float rest = Math.fma(x[xAt + r * channels] - center, b, c);
      dx[dxAt + r * channels] = Math.fma(dy[dyAt + r * channels], a, rest);
    }
  }
}
