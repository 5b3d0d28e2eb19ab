package dev.convoy.simd;

import dev.convoy.kernel.Window;
import java.util.Arrays;

/**
 * The inputs under the window of each output position, without those on padding. They are offsets
 * in floats from the start of an image.
 *
 * <p>Vectors run over channels. Where channels do not fill the last vector, its further lanes
 * belong to the position after it: a forward pass overwrites them there, a gradient adds zero to
 * them. Only where such a vector would reach over the end of an array are channels done one by one.
 */
final class PoolingGeometry {
  /** Floats of an image. */
  final int inputSize;

  /** Floats of an output. */
  final int outputSize;

  /** Number of output positions. */
  final int outputs;

  /** Channels. */
  final int channels;

  /** Channels with the further lanes of the last vector. */
  final int reach;

  /** Taps of a window with padding. */
  final int taps;

  /** Inputs under all windows. */
  final int[] sources;

  /** For each output position where its inputs begin in {@link #sources}; one more for the end. */
  final int[] firsts;

  PoolingGeometry(Window window, int channels) {
    this.outputs = window.outputs();
    this.taps = window.taps();
    this.channels = channels;
    this.inputSize = window.inputs() * channels;
    this.outputSize = outputs * channels;
    this.reach = (channels + Tile.LANES - 1) / Tile.LANES * Tile.LANES;
    this.firsts = new int[outputs + 1];
    int[] all = window.sources();
    int[] inside = new int[all.length];
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] != Window.PADDING) {
        inside[count++] = all[i] * channels;
      }
      firsts[i / taps + 1] = count;
    }
    this.sources = Arrays.copyOf(inside, count);
  }

  /** Whether vectors at this output position stay inside arrays that end after the last image. */
  boolean fits(int example, int output, int examples) {
    if (reach == channels) {
      return true;
    }
    int end = firsts[output + 1];
    int last = firsts[output] == end ? 0 : sources[end - 1];
    return (long) example * inputSize + last + reach <= (long) examples * inputSize
        && (long) example * outputSize + (long) output * channels + reach
            <= (long) examples * outputSize;
  }
}
