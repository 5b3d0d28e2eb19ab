package dev.convoy.layer;

import dev.convoy.kernel.ChannelNorm;
import java.util.Arrays;

/**
 * Two sums for each channel, over positions and examples: in float over the positions of an
 * example, then in double over examples in order. So they are accurate, and no bit depends on how
 * many calls the examples come in.
 */
final class NormSums {
  private final ChannelNorm norm;
  private final int positions;
  private final int channels;
  private final double[] sums;
  private int examples;

  NormSums(ChannelNorm norm, int positions, int channels) {
    this.norm = norm;
    this.positions = positions;
    this.channels = channels;
    this.sums = new double[2 * channels];
  }

  /** Number of floats of scratch that adding needs. */
  int scratchSize() {
    return sums.length;
  }

  void reset() {
    Arrays.fill(sums, 0);
    examples = 0;
  }

  /** Adds Σ (x − origin) and Σ (x − origin)² of these examples. */
  void addMoments(float[] x, float[] origin, int originAt, int first, int count, float[] scratch) {
    for (int n = first; n < first + count; n++) {
      Arrays.fill(scratch, 0, sums.length, 0f);
      norm.addMoments(positions, x, n * positions * channels, origin, originAt, scratch, 0);
      add(scratch);
    }
  }

  /** Adds Σ dy and Σ dy · (x − center) of these examples. */
  void addGradientMoments(
      float[] dy, float[] x, float[] center, int centerAt, int first, int count, float[] scratch) {
    for (int n = first; n < first + count; n++) {
      int at = n * positions * channels;
      Arrays.fill(scratch, 0, sums.length, 0f);
      norm.addGradientMoments(positions, dy, at, x, at, center, centerAt, scratch, 0);
      add(scratch);
    }
  }

  private void add(float[] ofExample) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += ofExample[i];
    }
    examples++;
  }

  /** The first sum of a channel. */
  double first(int channel) {
    return sums[channel];
  }

  /** The second sum of a channel. */
  double second(int channel) {
    return sums[channels + channel];
  }

  /** Number of positions of the examples so far. */
  double count() {
    return (double) examples * positions;
  }
}
