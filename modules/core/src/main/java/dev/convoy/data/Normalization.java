package dev.convoy.data;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * How bytes become the numbers that a model sees: (byte / 255 − mean) / deviation, for each
 * channel.
 *
 * @param mean mean of byte / 255 over the training data, one for each channel
 * @param deviation standard deviation of the same, above 0
 */
public record Normalization(List<Float> mean, List<Float> deviation) implements Serializable {
  /** Number of values of a byte. */
  private static final int LEVELS = 256;

  private static final float LARGEST = 255f;

  /** Checks the numbers. */
  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    boolean finite = mean.stream().allMatch(Float::isFinite);
    boolean positive = deviation.stream().allMatch(value -> Float.isFinite(value) && value > 0);
    if (mean.size() != deviation.size() || !finite || !positive) {
      throw new IllegalArgumentException(
          "normalization: mean "
              + mean
              + " and deviation "
              + deviation
              + " must be finite, one each for every channel, deviations above 0");
    }
  }

  /** Bytes become numbers from 0 to 1. */
  public static Normalization none(int channels) {
    return new Normalization(Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
  }

  /** What each byte value becomes, {@code [channel][byte]}. */
  float[][] tables() {
    float[][] tables = new float[mean.size()][LEVELS];
    for (int c = 0; c < tables.length; c++) {
      for (int level = 0; level < LEVELS; level++) {
        tables[c][level] = (level / LARGEST - mean.get(c)) / deviation.get(c);
      }
    }
    return tables;
  }
}
