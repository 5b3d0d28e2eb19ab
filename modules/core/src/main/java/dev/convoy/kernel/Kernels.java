package dev.convoy.kernel;

import java.util.Set;

/**
 * A provider of compiled primitives. Two providers differ in speed only: from finite values they
 * return the same bits, up to the sign of a zero. Every method is single-threaded and allocates
 * nothing once compiled.
 */
public interface Kernels {
  /** The name users select it by. */
  String name();

  /**
   * Runs what a compiler has to warm up, once per JVM and for about a second at most; for the time
   * in which data are read.
   */
  default void warmUp() {}

  /** Compiles a convolution of one group for the passes that will be asked for. */
  default Convolution convolution(
      Window window, int inputChannels, int outputChannels, Set<Pass> passes) {
    return convolution(window, inputChannels, outputChannels, 1, passes);
  }

  /**
   * Compiles a convolution for the passes that will be asked for.
   *
   * @param groups how many parts the channels are divided into, each convolved for itself; divides
   *     both numbers of channels. As many groups as channels on both sides make it depthwise.
   */
  Convolution convolution(
      Window window, int inputChannels, int outputChannels, int groups, Set<Pass> passes);

  /**
   * Compiles a convolution by Winograd's algorithm F(2×2, 3×3), for {@link WinogradTiles#fits}
   * only. It does 16 products where {@link #convolution} does 36, and rounds differently: its bits
   * are defined by the following. Every transform is in one dimension down the columns of a tile,
   * then along its lines, with the operations as they are written:
   *
   * <ul>
   *   <li>values d: d0 − d2, d1 + d2, d2 − d1, d3 − d1
   *   <li>filter g: g0, ((g0 + g2) + g1) · ½, ((g0 + g2) − g1) · ½, g2
   *   <li>results m: (m0 + m1) + m2, (m1 − m2) + m3
   *   <li>gradient of results e: e0, e0 + e1, e0 − e1, e1
   *   <li>gradient of the filter s: s0 + (s1 + s2) · ½, (s1 − s2) · ½, s3 + (s1 + s2) · ½
   * </ul>
   *
   * <p>Forward, a product of a plane is one chain of fused multiply-adds from zero over input
   * channels; its results are added to {@code y}. The input gradient is the same with {@code dy},
   * the mirrored filter and output channels. The weight gradient is for each plane one chain over
   * examples, then tiles, of values times gradients of results; {@link Convolution#addSum}
   * transforms it and adds it to {@code dw}. So no bit depends on how many calls the examples come
   * in.
   *
   * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks, 2016
   * (arXiv:1509.09308); the sign of the last value is theirs reversed, which saves negations.
   */
  Convolution winograd(Window window, int inputChannels, int outputChannels, Set<Pass> passes);

  /** Compiles max pooling; padding never wins. */
  Pooling maxPooling(Window window, int channels);

  /**
   * Compiles average pooling.
   *
   * @param countPadding whether taps on padding count in the divisor
   */
  Pooling averagePooling(Window window, int channels, boolean countPadding);

  /** Compiles what normalizing does to rows of so many channels. */
  ChannelNorm channelNorm(int channels);

  /** Overwrites each of {@code rows} rows of {@code y} with the same {@code row}. */
  void fillRows(int rows, int channels, float[] row, int rowAt, float[] y, int yAt);

  /** Adds each of {@code rows} rows of {@code x} to {@code sum}, in order. */
  void addRows(int rows, int channels, float[] x, int xAt, float[] sum, int sumAt);

  /**
   * Overwrites {@code y} with max(x, 0); NaN stays NaN. {@code x} and {@code y} may be the same.
   */
  void rectify(int count, float[] x, int xAt, float[] y, int yAt);

  /**
   * Overwrites {@code dx} with dy where y &gt; 0, else 0. {@code dx} and {@code dy} may be the
   * same.
   */
  void rectifyGradient(int count, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt);
}
