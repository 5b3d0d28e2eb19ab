package dev.convoy.data;

import dev.convoy.files.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts while blocks go by. */
final class DatasetReportBuilder {
  private final DataSummary summary;
  private final int mostSamples;
  private final int exampleSize;
  private final ClassCounts classes;
  private final List<List<Block>> samples = new ArrayList<>();
  private final MessageDigest digest = Digests.sha256();

  /** 64 bits of the SHA-256 of each image. */
  private long[] hashes = new long[1 << 10];

  private int seen;
  private long blank;

  DatasetReportBuilder(DataSummary summary, int mostSamples) {
    this.summary = summary;
    this.mostSamples = mostSamples;
    this.exampleSize = summary.shape().size();
    this.classes = new ClassCounts(summary);
    for (int c = 0; c < Math.min(mostSamples, summary.classes()); c++) {
      samples.add(new ArrayList<>());
    }
  }

  /**
   * Takes in the examples of a block.
   *
   * @throws IllegalArgumentException if a label is beyond the classes that the summary knows
   */
  void add(Block block) {
    classes.add(block);
    for (int place = 0; place < block.size(); place++) {
      int label = block.labels()[place];
      int at = place * exampleSize;
      blank += isBlank(block.pixels(), at) ? 1 : 0;
      remember(hash(block.pixels(), at));
      if (label < samples.size() && samples.get(label).size() < mostSamples) {
        byte[] pixels = Arrays.copyOfRange(block.pixels(), at, at + exampleSize);
        samples
            .get(label)
            .add(
                new Block(block.shape(), block.firstPosition() + place, pixels, new int[] {label}));
      }
    }
  }

  private boolean isBlank(byte[] pixels, int at) {
    for (int i = at + 1; i < at + exampleSize; i++) {
      if (pixels[i] != pixels[at]) {
        return false;
      }
    }
    return true;
  }

  private long hash(byte[] pixels, int at) {
    digest.update(pixels, at, exampleSize);
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private void remember(long hash) {
    if (seen == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, seen));
    }
    hashes[seen++] = hash;
  }

  /** What was counted; nothing is added afterwards. */
  DatasetReport build() {
    Arrays.sort(hashes, 0, seen);
    long duplicates = 0;
    for (int i = 1; i < seen; i++) {
      duplicates += hashes[i] == hashes[i - 1] ? 1 : 0;
    }
    List<Long> counts = Arrays.stream(classes.counts()).boxed().toList();
    return new DatasetReport(summary, counts, blank, duplicates, samples);
  }
}
