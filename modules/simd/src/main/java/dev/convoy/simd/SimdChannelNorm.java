package dev.convoy.simd;

import dev.convoy.kernel.ChannelNorm;

/**
 * Normalizing with lanes over channels: for each vector of channels down some rows, as many as the
 * first-level cache holds. Fewer channels than lanes are taken one by one.
 */
final class SimdChannelNorm implements ChannelNorm {
  /** A block's values in one array: with those of another two a part of the first-level cache. */
  private static final int BLOCK_FLOATS = 2048;

  private final int channels;
  private final int block;

  SimdChannelNorm(int channels) {
    this.channels = channels;
    this.block = Math.max(1, BLOCK_FLOATS / channels);
  }

  @Override
  public void addMoments(
      int rows, float[] x, int xAt, float[] origin, int originAt, float[] sums, int sumsAt) {
    for (int row = 0; row < rows; row += block) {
      int count = Math.min(block, rows - row);
      int at = xAt + row * channels;
      NormMoments.add(count, channels, x, at, origin, originAt, sums, sumsAt);
    }
  }

  @Override
  public void apply(int rows, float[] x, int xAt, float[] map, int mapAt, float[] y, int yAt) {
    for (int row = 0; row < rows; row += block) {
      int count = Math.min(block, rows - row);
      int at = row * channels;
      NormMaps.apply(count, channels, x, xAt + at, map, mapAt, y, yAt + at);
    }
  }

  @Override
  public void addGradientMoments(
      int rows,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] center,
      int centerAt,
      float[] sums,
      int sumsAt) {
    for (int row = 0; row < rows; row += block) {
      int count = Math.min(block, rows - row);
      int at = row * channels;
      NormMoments.addOfGradient(
          count, channels, dy, dyAt + at, x, xAt + at, center, centerAt, sums, sumsAt);
    }
  }

  @Override
  public void inputGradient(
      int rows,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] map,
      int mapAt,
      float[] dx,
      int dxAt) {
    for (int row = 0; row < rows; row += block) {
      int count = Math.min(block, rows - row);
      int at = row * channels;
      NormMaps.gradient(count, channels, dy, dyAt + at, x, xAt + at, map, mapAt, dx, dxAt + at);
    }
  }
}
