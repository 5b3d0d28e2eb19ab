package dev.convoy.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How often each byte value is in each channel; from that follow mean and deviation, exactly. */
public final class Histograms {
  /** Number of values of a byte. */
  public static final int LEVELS = 256;

  private static final double LARGEST = 255;

  private final long[][] counts;

  Histograms(int channels) {
    this.counts = new long[channels][LEVELS];
  }

  /** Of counts {@code [channel][level]}. */
  public Histograms(long[][] counts) {
    this.counts = counts;
  }

  /** Counts bytes whose channel changes fastest. */
  void add(byte[] pixels, int at, int count) {
    int channels = counts.length;
    for (int c = 0; c < channels; c++) {
      long[] histogram = counts[c];
      for (int i = at + c; i < at + count; i += channels) {
        histogram[Byte.toUnsignedInt(pixels[i])]++;
      }
    }
  }

  /** The counts, {@code [channel][level]}. */
  public long[][] counts() {
    return counts;
  }

  /** Mean and deviation of each channel, of full scale. */
  public Normalization normalization() {
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    for (long[] histogram : counts) {
      double count = Arrays.stream(histogram).sum();
      long sum = 0;
      long squares = 0;
      for (int level = 0; level < LEVELS; level++) {
        sum += level * histogram[level];
        squares += (long) level * level * histogram[level];
      }
      double mean = sum / count;
      double variance = Math.max(0, squares / count - mean * mean);
      means.add((float) (mean / LARGEST));
      // A channel that never changes carries nothing; 1 keeps it finite.
      deviations.add(variance > 0 ? (float) (Math.sqrt(variance) / LARGEST) : 1f);
    }
    return new Normalization(means, deviations);
  }
}
