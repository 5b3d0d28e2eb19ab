package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/** What normalizing and its gradient do to each value of rows. */
final class NormMaps {
  private NormMaps() {}

  /** Writes fma(x − center, scale, bias). */
  static void apply(
      int rows, int channels, float[] x, int xAt, float[] map, int mapAt, float[] y, int yAt) {
    int c = 0;
    for (; c + Tile.LANES <= channels; c += Tile.LANES) {
      applyVector(rows, channels, x, xAt + c, map, mapAt + c, y, yAt + c);
    }
    for (; c < channels; c++) {
      applyOne(rows, channels, x, xAt + c, map, mapAt + c, y, yAt + c);
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
    int c = 0;
    for (; c + Tile.LANES <= channels; c += Tile.LANES) {
      gradientVector(rows, channels, dy, dyAt + c, x, xAt + c, map, mapAt + c, dx, dxAt + c);
    }
    for (; c < channels; c++) {
      gradientOne(rows, channels, dy, dyAt + c, x, xAt + c, map, mapAt + c, dx, dxAt + c);
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
