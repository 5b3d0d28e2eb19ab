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

  /** Compiles max pooling; padding never wins. */
  Pooling maxPooling(Window window, int channels);

  /**
   * Compiles average pooling.
   *
   * @param countPadding whether taps on padding count in the divisor
   */
  Pooling averagePooling(Window window, int channels, boolean countPadding);

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
