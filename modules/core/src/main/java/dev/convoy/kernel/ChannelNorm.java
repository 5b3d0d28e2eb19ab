package dev.convoy.kernel;

/**
 * The arithmetic of normalizing, compiled for a number of channels. Rows of channels lie one after
 * the other; every channel has numbers of its own, which arrive as rows too. Holds no memory.
 *
 * <p>Source: ONNX operators BatchNormalization and GroupNormalization.
 */
public interface ChannelNorm {
  /**
   * Adds to {@code sums}, first Σ d for each channel, then Σ d², where d = x − origin: a chain of
   * additions and one of fused multiply-adds, rows in order. An origin amid the values keeps small
   * what is subtracted later.
   */
  void addMoments(
      int rows, float[] x, int xAt, float[] origin, int originAt, float[] sums, int sumsAt);

  /**
   * Overwrites {@code y} with fma(x − center, scale, bias). {@code x} and {@code y} may be the
   * same.
   *
   * @param map a row of centers, one of scales and one of biases
   */
  void apply(int rows, float[] x, int xAt, float[] map, int mapAt, float[] y, int yAt);

  /**
   * Adds to {@code sums}, first Σ dy for each channel, then Σ dy · (x − center): a chain of
   * additions and one of fused multiply-adds, rows in order.
   */
  void addGradientMoments(
      int rows,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] center,
      int centerAt,
      float[] sums,
      int sumsAt);

  /**
   * Overwrites {@code dx} with fma(dy, a, fma(x − center, b, c)). {@code dx} and {@code dy} may be
   * the same.
   *
   * @param map a row of centers, then rows of a, b and c
   */
  void inputGradient(
      int rows,
      float[] dy,
      int dyAt,
      float[] x,
      int xAt,
      float[] map,
      int mapAt,
      float[] dx,
      int dxAt);
}
