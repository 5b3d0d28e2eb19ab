package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Images and labels in a pair of IDX files, plain or compressed, on any file system that Hadoop
 * reaches. Images have dimensions [count, height, width] or [count, height, width, channels].
 *
 * @param images file of the images
 * @param labels file of the labels
 * @param summary what {@link #open} found
 * @param remarks what the user should know of the files
 */
record IdxSource(FileStamp images, FileStamp labels, DataSummary summary, List<String> remarks)
    implements DataSource {
  private static final String COMPRESSED = ".gz";

  private static final int[] IMAGE_DIMENSIONS = {3, 4};
  private static final int LABEL_DIMENSIONS = 1;
  private static final int RECORDS_AT_ONCE = 256;

  /** Reads both files once from end to end, checks them and computes their summary. */
  static IdxSource open(String images, String labels, Configuration hadoop) throws IOException {
    FileStamp imageStamp = FileStamp.of(images, hadoop);
    FileStamp labelStamp = FileStamp.of(labels, hadoop);
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
      List<String> remarks = new ArrayList<>();
      addRemarks(remarks, imageStamp, imageFile, hadoop);
      addRemarks(remarks, labelStamp, labelFile, hadoop);
      return new IdxSource(imageStamp, labelStamp, builder.build(images), List.copyOf(remarks));
    }
  }

  /** Says what would otherwise be passed over in silence. */
  private static void addRemarks(
      List<String> remarks, FileStamp stamp, IdxFile file, Configuration hadoop)
      throws IOException {
    long passedOver = file.passedOver(stamp.length());
    if (passedOver > 0) {
      remarks.add(stamp.uri() + ": " + passedOver + " bytes after its gzip stream are passed over");
    }
    Path other = new Path(stamp.uri() + COMPRESSED);
    if (!stamp.uri().endsWith(COMPRESSED) && other.getFileSystem(hadoop).exists(other)) {
      remarks.add(stamp.uri() + ": is read, and " + other.getName() + " beside it is not");
    }
  }

  private static Shape shape(IdxFile file) {
    int[] sizes = file.recordSizes();
    int channels = sizes.length == 3 ? sizes[2] : 1;
    return Shape.of(sizes[0], sizes[1], channels);
  }

  @Override
  public Optional<String> remark() {
    return remarks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", remarks));
  }

  @Override
  public int blockSize() {
    return Block.usualSize(summary.shape());
  }

  /** Records are taken in the order of the files, on one way through them. */
  @Override
  public Block read(PositionRange range, long seed, Configuration hadoop) throws IOException {
    images.requireUnchanged(hadoop);
    labels.requireUnchanged(hadoop);
    RecordOrder wanted = new RecordOrder(range, summary.size(), seed);
    Block block = Block.blank(summary.shape(), range);
    int recordSize = summary.shape().size();
    byte[] label = new byte[1];
    try (IdxFile imageFile = IdxFile.open(images.uri(), hadoop, IMAGE_DIMENSIONS);
        IdxFile labelFile = IdxFile.open(labels.uri(), hadoop, LABEL_DIMENSIONS)) {
      for (int i = 0; i < wanted.size(); i++) {
        long record = wanted.record(i);
        int place = wanted.place(i);
        imageFile.seek(record);
        imageFile.read(block.pixels(), place * recordSize, recordSize);
        labelFile.seek(record);
        labelFile.read(label, 0, 1);
        block.labels()[place] = Byte.toUnsignedInt(label[0]);
      }
    }
    return block;
  }
}
