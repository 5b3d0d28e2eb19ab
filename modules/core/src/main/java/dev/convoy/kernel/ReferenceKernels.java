package dev.convoy.kernel;

import java.util.Set;

/**
 * The specification: naive loops, for ever. What another provider computes must equal this bit for
 * bit, up to the sign of a zero.
 */
public final class ReferenceKernels implements Kernels {
  /** The name of this provider. */
  public static final String NAME = "reference";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Convolution convolution(
      Window window, int inputChannels, int outputChannels, int groups, Set<Pass> passes) {
    return new ReferenceConvolution(window, inputChannels, outputChannels, groups);
  }

  @Override
  public Convolution winograd(
      Window window, int inputChannels, int outputChannels, Set<Pass> passes) {
    return new ReferenceWinograd(window, inputChannels, outputChannels);
  }

  @Override
  public Pooling maxPooling(Window window, int channels) {
    return new ReferenceMaxPooling(window, channels);
  }

  @Override
  public Pooling averagePooling(Window window, int channels, boolean countPadding) {
    return new ReferenceAveragePooling(window, channels, countPadding);
  }

  @Override
  public ChannelNorm channelNorm(int channels) {
    return new ReferenceChannelNorm(channels);
  }

  @Override
  public void fillRows(int rows, int channels, float[] row, int rowAt, float[] y, int yAt) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(row, rowAt, y, yAt + r * channels, channels);
    }
  }

  @Override
  public void addRows(int rows, int channels, float[] x, int xAt, float[] sum, int sumAt) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < channels; c++) {
        sum[sumAt + c] += x[xAt + r * channels + c];
      }
    }
  }

  @Override
  public void rectify(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.max(x[xAt + i], 0f);
    }
  }

  @Override
  public void rectifyGradient(
      int count, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int i = 0; i < count; i++) {
      dx[dxAt + i] = y[yAt + i] > 0 ? dy[dyAt + i] : 0f;
    }
  }
}
