package dev.convoy.data;

import dev.convoy.random.Permutation;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;

/**
 * Images and labels in a pair of IDX files, plain or compressed, on any file system that Hadoop
 * reaches. Images have dimensions [count, height, width] or [count, height, width, channels].
 *
 * @param images URI of the images
 * @param labels URI of the labels
 * @param summary what {@link #open} found
 */
record IdxSource(String images, String labels, DataSummary summary) implements DataSource {
  private static final int[] IMAGE_DIMENSIONS = {3, 4};
  private static final int LABEL_DIMENSIONS = 1;
  private static final int RECORDS_AT_ONCE = 256;

  /** Reads both files once from end to end, checks them and computes their summary. */
  static IdxSource open(String images, String labels, Configuration hadoop) throws IOException {
    try (IdxFile imageFile = IdxFile.open(images, hadoop, IMAGE_DIMENSIONS);
        IdxFile labelFile = IdxFile.open(labels, hadoop, LABEL_DIMENSIONS)) {
      int count = imageFile.records();
      if (labelFile.records() != count) {
        throw new IOException(
            labels
                + ": holds "
                + labelFile.records()
                + " labels, but "
                + images
                + " holds "
                + count
                + " images");
      }
      SummaryBuilder builder = new SummaryBuilder(shape(imageFile));
      int recordSize = imageFile.recordSize();
      int chunk = Math.max(1, Math.min(RECORDS_AT_ONCE, (1 << 24) / recordSize));
      byte[] pixels = new byte[chunk * recordSize];
      byte[] classes = new byte[chunk];
      for (int first = 0; first < count; first += chunk) {
        int records = Math.min(chunk, count - first);
        imageFile.read(pixels, 0, records * recordSize);
        labelFile.read(classes, 0, records);
        builder.add(pixels, records * recordSize, classes, records);
      }
      imageFile.expectEnd();
      labelFile.expectEnd();
      return new IdxSource(images, labels, builder.build(images));
    }
  }

  private static Shape shape(IdxFile file) {
    int[] sizes = file.recordSizes();
    int channels = sizes.length == 3 ? sizes[2] : 1;
    return Shape.of(sizes[0], sizes[1], channels);
  }

  @Override
  public Partition read(int worker, long from, long to, Permutation order, Configuration hadoop)
      throws IOException {
    PartitionBuilder builder = new PartitionBuilder(summary.shape(), from, to);
    if (from == to) {
      return builder.build(worker);
    }
    try (IdxFile imageFile = IdxFile.open(images, hadoop, IMAGE_DIMENSIONS);
        IdxFile labelFile = IdxFile.open(labels, hadoop, LABEL_DIMENSIONS)) {
      checkUnchanged(imageFile, labelFile);
      int recordSize = imageFile.recordSize();
      byte[] skipped = new byte[recordSize];
      byte[] classes = new byte[imageFile.records()];
      labelFile.read(classes, 0, classes.length);
      for (int record = 0; record < classes.length; record++) {
        long position = order.apply(record);
        if (position >= from && position < to) {
          imageFile.read(builder.pixels(position), builder.pixelsAt(position), recordSize);
          builder.label(position, Byte.toUnsignedInt(classes[record]));
        } else {
          imageFile.read(skipped, 0, recordSize);
        }
      }
    }
    return builder.build(worker);
  }

  private void checkUnchanged(IdxFile imageFile, IdxFile labelFile) throws IOException {
    boolean same =
        imageFile.records() == summary.size()
            && labelFile.records() == summary.size()
            && shape(imageFile).equals(summary.shape());
    if (!same) {
      throw new IOException(
          images
              + ": changed since it was opened: was "
              + summary.size()
              + " of "
              + summary.shape()
              + ", is "
              + imageFile.records()
              + " of "
              + Arrays.toString(imageFile.recordSizes()));
    }
  }
}
