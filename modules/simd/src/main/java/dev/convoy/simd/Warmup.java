package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.ChannelNorm;
import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Pooling;
import dev.convoy.kernel.Window;
import java.util.EnumSet;
import java.util.List;

/**
 * Runs every form on small shapes until it is compiled: a form starts at less than a hundredth of
 * its speed. Loading this class does the work, so it is done once per JVM, whoever asks first.
 */
final class Warmup {
  private static final long NANOSECONDS = 800_000_000L;

  static {
    warm();
  }

  private Warmup() {}

  /** Returns when the forms are warm. */
  static void run() {
    // loading the class has done it
  }

  private static void warm() {
    SimdKernels kernels = new SimdKernels();
    Axis axis = new Axis(8, 3, 1, 1, 1, 1);
    Axis half = new Axis(8, 2, 2, 1, 0, 0);
    int[] columns = {Tile.LANES, 2 * Tile.LANES, 4 * Tile.LANES};
    long end = System.nanoTime() + NANOSECONDS;
    while (System.nanoTime() < end) {
      for (int channels : columns) {
        convolve(
            kernels.convolution(
                new Window(List.of(axis, axis)), channels, channels, EnumSet.allOf(Pass.class)),
            64 * channels,
            64 * channels,
            9 * channels * channels);
        convolve(
            kernels.convolution(
                new Window(List.of(axis, axis)),
                channels,
                channels,
                channels,
                EnumSet.allOf(Pass.class)),
            64 * channels,
            64 * channels,
            9 * channels);
        convolve(
            kernels.winograd(
                new Window(List.of(axis, axis)), channels, channels, EnumSet.allOf(Pass.class)),
            64 * channels,
            64 * channels,
            9 * channels * channels);
        convolve(
            kernels.convolution(Window.single(), 8 * channels, channels, EnumSet.allOf(Pass.class)),
            8 * channels,
            channels,
            8 * channels * channels);
        Window halves = new Window(List.of(half, half));
        pool(kernels.maxPooling(halves, channels), channels);
        pool(kernels.averagePooling(halves, channels, false), channels);
        float[] x = new float[64 * channels];
        kernels.rectify(x.length, x, 0, x, 0);
        kernels.rectifyGradient(x.length, x, 0, x, 0, x, 0);
        kernels.addRows(64, channels, x, 0, new float[channels], 0);
        normalize(kernels.channelNorm(channels), channels, x);
      }
    }
  }

  private static void convolve(Convolution convolution, int inputs, int outputs, int weights) {
    int examples = 8;
    float[] x = new float[examples * inputs];
    float[] y = new float[examples * outputs];
    float[] w = new float[weights];
    float[] packed = new float[convolution.packedSize()];
    float[] scratch = new float[convolution.scratchSize(examples)];
    convolution.prepare(w, 0, packed);
    convolution.forward(examples, packed, x, 0, y, 0, scratch);
    convolution.inputGradient(examples, packed, y, 0, x, 0, scratch);
    if (convolution.sumSize() == 0) {
      convolution.weightGradient(examples, x, 0, y, 0, w, 0, scratch);
    } else {
      float[] sum = new float[convolution.sumSize()];
      convolution.weightGradient(examples, x, 0, y, 0, sum, 0, scratch);
      convolution.addSum(sum, 0, w, 0);
    }
  }

  private static void normalize(ChannelNorm norm, int channels, float[] x) {
    float[] map = new float[4 * channels];
    float[] sums = new float[2 * channels];
    norm.addMoments(64, x, 0, map, 0, sums, 0);
    norm.addGradientMoments(64, x, 0, x, 0, map, 0, sums, 0);
    norm.apply(64, x, 0, map, 0, x, 0);
    norm.inputGradient(64, x, 0, x, 0, map, 0, x, 0);
  }

  private static void pool(Pooling pooling, int channels) {
    int examples = 2;
    float[] x = new float[examples * 64 * channels];
    float[] y = new float[examples * 16 * channels];
    pooling.forward(examples, x, 0, y, 0);
    pooling.inputGradient(examples, x, 0, y, 0, y, 0, x, 0);
  }
}
