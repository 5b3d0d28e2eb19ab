package dev.convoy.simd;

import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Convolution of each channel with a filter of its own, with lanes over channels. What limits it is
 * loads, for a value that is loaded is multiplied with one weight only. Values equal the
 * reference's as long as everything is finite.
 *
 * <p>If channels do not fill the last vector, it reaches back over channels of the one before, with
 * weights of zero there. Images of fewer channels than lanes are widened in scratch.
 */
final class SimdDepthwise implements Convolution {
  private final int channels;
  private final int wide;
  private final int vectors;
  private final int inputs;
  private final int outputs;
  private final int taps;
  private final List<TapTiles> forward = new ArrayList<>();
  private final List<TapTiles> inputGradient = new ArrayList<>();
  private final List<TapSums> weightGradient = new ArrayList<>();

  SimdDepthwise(Window window, int channels, Set<Pass> passes) {
    this.channels = channels;
    this.wide = Math.max(channels, Tile.LANES);
    this.vectors = (channels + Tile.LANES - 1) / Tile.LANES;
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.taps = window.taps();
    if (passes.contains(Pass.FORWARD)) {
      forward.add(TapTiles.forward(window, wide));
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      inputGradient.add(TapTiles.gradient(window, wide));
    }
    if (passes.contains(Pass.WEIGHT_GRADIENT)) {
      weightGradient.add(new TapSums(window, wide));
    }
  }

  @Override
  public int packedSize() {
    return sums();
  }

  /** Floats of all filters in vectors. */
  private int sums() {
    return vectors * taps * Tile.LANES;
  }

  /** Floats of an input and an output in scratch. */
  private int widened() {
    return wide == channels ? 0 : (inputs + outputs) * wide;
  }

  @Override
  public int scratchSize(int examples) {
    return widened() + (weightGradient.isEmpty() ? 0 : sums() + weightGradient.get(0).size());
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    pack(weights, weightsAt, packed, 0);
  }

  private void pack(float[] weights, int weightsAt, float[] packed, int packedAt) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = first(vector);
      for (int tap = 0; tap < taps; tap++) {
        int at = packedAt + (vector * taps + tap) * Tile.LANES;
        for (int lane = 0; lane < Tile.LANES; lane++) {
          boolean own = owns(vector, from + lane);
          packed[at + lane] = own ? weights[weightsAt + tap * channels + from + lane] : 0f;
        }
      }
    }
  }

  private void unpack(float[] packed, int packedAt, float[] weights, int weightsAt) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = first(vector);
      for (int tap = 0; tap < taps; tap++) {
        int at = packedAt + (vector * taps + tap) * Tile.LANES;
        for (int lane = 0; lane < Tile.LANES; lane++) {
          if (owns(vector, from + lane)) {
            weights[weightsAt + tap * channels + from + lane] = packed[at + lane];
          }
        }
      }
    }
  }

  /** The channel of a vector's first lane. */
  private int first(int vector) {
    return Math.min(vector * Tile.LANES, wide - Tile.LANES);
  }

  /** Whether this vector and not the one before is responsible for a channel. */
  private boolean owns(int vector, int channel) {
    return channel >= vector * Tile.LANES && channel < channels;
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    add(forward.get(0), examples, packed, x, xAt, inputs, y, yAt, outputs, scratch);
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    add(inputGradient.get(0), examples, packed, dy, dyAt, outputs, dx, dxAt, inputs, scratch);
  }

  private void add(
      TapTiles tiles,
      int examples,
      float[] packed,
      float[] a,
      int aAt,
      int sources,
      float[] c,
      int cAt,
      int results,
      float[] scratch) {
    int filter = taps * Tile.LANES;
    for (int n = 0; n < examples; n++) {
      int from = aAt + n * sources * channels;
      int to = cAt + n * results * channels;
      if (wide == channels) {
        tiles.add(a, from, packed, filter, c, to);
      } else {
        int sum = sources * wide;
        Columns.copy(sources, channels, a, from, channels, scratch, 0, wide);
        Columns.copy(results, channels, c, to, channels, scratch, sum, wide);
        tiles.add(scratch, 0, packed, filter, scratch, sum);
        Columns.copy(results, channels, scratch, sum, wide, c, to, channels);
      }
    }
  }

  @Override
  public void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch) {
    int sumAt = widened();
    int imageAt = sumAt + sums();
    pack(dw, dwAt, scratch, sumAt);
    weightGradient.get(0).clear(scratch, imageAt);
    for (int n = 0; n < examples; n++) {
      int from = xAt + n * inputs * channels;
      int gradient = dyAt + n * outputs * channels;
      if (wide == channels) {
        add(x, from, dy, gradient, scratch, sumAt, imageAt);
      } else {
        Columns.copy(inputs, channels, x, from, channels, scratch, 0, wide);
        Columns.copy(outputs, channels, dy, gradient, channels, scratch, inputs * wide, wide);
        add(scratch, 0, scratch, inputs * wide, scratch, sumAt, imageAt);
      }
    }
    unpack(scratch, sumAt, dw, dwAt);
  }

  private void add(
      float[] x, int xAt, float[] dy, int dyAt, float[] scratch, int sumAt, int imageAt) {
    for (int vector = 0; vector < vectors; vector++) {
      int lane = first(vector);
      weightGradient.get(0).copy(x, xAt + lane, scratch, imageAt);
      weightGradient
          .get(0)
          .add(
              scratch, imageAt, dy, dyAt + lane, wide, scratch, sumAt + vector * taps * Tile.LANES);
    }
  }

  @Override
  public String algorithm() {
    return "depthwise, tiles of 8 positions";
  }
}
