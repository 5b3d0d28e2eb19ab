package dev.convoy.kernel;

/** Normalizing as its definition reads. */
final class ReferenceChannelNorm implements ChannelNorm {
  private final int channels;

  ReferenceChannelNorm(int channels) {
    this.channels = channels;
  }

  @Override
  public void addMoments(
      int rows, float[] x, int xAt, float[] origin, int originAt, float[] sums, int sumsAt) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < channels; c++) {
        float d = x[xAt + r * channels + c] - origin[originAt + c];
        int squares = sumsAt + channels + c;
        sums[sumsAt + c] += d;
        sums[squares] = Math.fma(d, d, sums[squares]);
      }
    }
  }

  @Override
  public void apply(int rows, float[] x, int xAt, float[] map, int mapAt, float[] y, int yAt) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < channels; c++) {
        float center = map[mapAt + c];
        float scale = map[mapAt + channels + c];
        float bias = map[mapAt + 2 * channels + c];
        y[yAt + r * channels + c] = Math.fma(x[xAt + r * channels + c] - center, scale, bias);
      }
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
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < channels; c++) {
        float gradient = dy[dyAt + r * channels + c];
        float d = x[xAt + r * channels + c] - center[centerAt + c];
        int products = sumsAt + channels + c;
        sums[sumsAt + c] += gradient;
        sums[products] = Math.fma(gradient, d, sums[products]);
      }
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
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < channels; c++) {
        float d = x[xAt + r * channels + c] - map[mapAt + c];
        float a = map[mapAt + channels + c];
        float rest = Math.fma(d, map[mapAt + 2 * channels + c], map[mapAt + 3 * channels + c]);
        dx[dxAt + r * channels + c] = Math.fma(dy[dyAt + r * channels + c], a, rest);
      }
    }
  }
}
