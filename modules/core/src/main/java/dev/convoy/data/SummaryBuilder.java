package dev.convoy.data;

import dev.convoy.files.Digests;
import dev.convoy.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Computes the summary of a data set from its bytes, in their order; sums are exact integers. */
public final class SummaryBuilder {
  /** A label from here on does not fit into a byte of the fingerprint. */
  private static final int LONG_LABEL = 255;

  private final Shape shape;
  private final int exampleSize;
  private final MessageDigest imageDigest = Digests.sha256();
  private final MessageDigest labelDigest = Digests.sha256();
  private final Histograms histograms;
  private long size;
  private int largestLabel;

  /**
   * Of no examples yet.
   *
   * @param shape of each: height, width, channels
   */
  public SummaryBuilder(Shape shape) {
    this.shape = shape;
    this.exampleSize = shape.size();
    this.histograms = new Histograms(shape.channels());
  }

  void add(byte[] pixels, int pixelCount, byte[] labels, int labelCount) {
    imageDigest.update(pixels, 0, pixelCount);
    histograms.add(pixels, 0, pixelCount);
    for (int i = 0; i < labelCount; i++) {
      label(Byte.toUnsignedInt(labels[i]));
    }
  }

  /** Adds one example, whose pixels start at this place. */
  public void add(byte[] pixels, int at, int label) {
    imageDigest.update(pixels, at, exampleSize);
    histograms.add(pixels, at, exampleSize);
    label(label);
  }

  private void label(int label) {
    if (label < LONG_LABEL) {
      labelDigest.update((byte) label);
    } else {
      labelDigest.update((byte) LONG_LABEL);
      labelDigest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, label));
    }
    largestLabel = Math.max(largestLabel, label);
    size++;
  }

  /** How often each byte was in each channel. */
  public Histograms histograms() {
    return histograms;
  }

  /**
   * The summary of what was added, at least one example.
   *
   * @param name what to call the data in messages
   */
  public DataSummary build(String name) {
    MessageDigest both = Digests.sha256();
    both.update(shape.toString().getBytes(StandardCharsets.UTF_8));
    both.update(imageDigest.digest());
    both.update(labelDigest.digest());
    return new DataSummary(
        name,
        shape,
        size,
        largestLabel + 1,
        histograms.normalization(),
        HexFormat.of().formatHex(both.digest()));
  }

  /** The fingerprint of data whose parts were summed up on their own. */
  public static final class Fingerprints {
    private final MessageDigest digest = Digests.sha256();

    /** Adds the fingerprint of the next part. */
    public void add(String fingerprint) {
      digest.update(fingerprint.getBytes(StandardCharsets.UTF_8));
    }

    /** The fingerprint of all parts; nothing is added afterwards. */
    public String all() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  /** The fingerprint of what a text says completely. */
  static String fingerprint(String text) {
    return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
