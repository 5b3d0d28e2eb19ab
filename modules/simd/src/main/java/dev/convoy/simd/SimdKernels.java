package dev.convoy.simd;

import dev.convoy.kernel.ChannelNorm;
import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Pooling;
import dev.convoy.kernel.Window;
import java.util.Set;

/**
 * Kernels on the Vector API. They run, slowly, without the compiler that {@link
 * SimdKernelsProvider} asks for.
 */
public final class SimdKernels implements Kernels {
  /** The name of this provider. */
  public static final String NAME = "simd";

  /** Makes the kernels without looking at the machine. */
  public SimdKernels() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void warmUp() {
    Warmup.run();
  }

  @Override
  public Convolution convolution(
      Window window, int inputChannels, int outputChannels, int groups, Set<Pass> passes) {
    if (groups == 1) {
      return SimdConvolution.of(window, inputChannels, outputChannels, passes);
    }
    if (groups == inputChannels && groups == outputChannels) {
      return new SimdDepthwise(window, groups, passes);
    }
    return new SimdGroups(window, inputChannels, outputChannels, groups, passes);
  }

  @Override
  public Convolution winograd(
      Window window, int inputChannels, int outputChannels, Set<Pass> passes) {
    return new SimdWinograd(window, inputChannels, outputChannels, passes);
  }

  @Override
  public Pooling maxPooling(Window window, int channels) {
    return new SimdMaxPooling(window, channels);
  }

  @Override
  public Pooling averagePooling(Window window, int channels, boolean countPadding) {
    return new SimdAveragePooling(window, channels, countPadding);
  }

  @Override
  public ChannelNorm channelNorm(int channels) {
    return new SimdChannelNorm(channels);
  }

  @Override
  public void fillRows(int rows, int channels, float[] row, int rowAt, float[] y, int yAt) {
    Rows.fill(rows, channels, row, rowAt, y, yAt);
  }

  @Override
  public void addRows(int rows, int channels, float[] x, int xAt, float[] sum, int sumAt) {
    Rows.add(rows, channels, x, xAt, sum, sumAt);
  }

  @Override
  public void rectify(int count, float[] x, int xAt, float[] y, int yAt) {
    Rows.rectify(count, x, xAt, y, yAt);
  }

  @Override
  public void rectifyGradient(
      int count, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    Rows.rectifyGradient(count, y, yAt, dy, dyAt, dx, dxAt);
  }
}
