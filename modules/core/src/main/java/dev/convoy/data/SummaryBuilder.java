package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Computes the summary of a data set from its bytes; sums are exact integers. */
final class SummaryBuilder {
  private static final int LEVELS = 256;
  private static final double LARGEST = 255;

  private final Shape shape;
  private final MessageDigest imageDigest = sha256();
  private final MessageDigest labelDigest = sha256();
  private final long[][] histograms;
  private long size;
  private int largestLabel;

  SummaryBuilder(Shape shape) {
    this.shape = shape;
    this.histograms = new long[shape.channels()][LEVELS];
  }

  void add(byte[] pixels, int pixelCount, byte[] labels, int labelCount) {
    imageDigest.update(pixels, 0, pixelCount);
    labelDigest.update(labels, 0, labelCount);
    int channels = shape.channels();
    for (int c = 0; c < channels; c++) {
      long[] histogram = histograms[c];
      for (int i = c; i < pixelCount; i += channels) {
        histogram[Byte.toUnsignedInt(pixels[i])]++;
      }
    }
    for (int i = 0; i < labelCount; i++) {
      largestLabel = Math.max(largestLabel, Byte.toUnsignedInt(labels[i]));
    }
    size += labelCount;
  }

  DataSummary build(String name) {
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    double count = (double) size * shape.positions();
    for (long[] histogram : histograms) {
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
    MessageDigest both = sha256();
    both.update(shape.toString().getBytes(StandardCharsets.UTF_8));
    both.update(imageDigest.digest());
    both.update(labelDigest.digest());
    return new DataSummary(
        name,
        shape,
        size,
        largestLabel + 1,
        new Normalization(means, deviations),
        HexFormat.of().formatHex(both.digest()));
  }

  /** The fingerprint of what a text says completely. */
  static String fingerprint(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
