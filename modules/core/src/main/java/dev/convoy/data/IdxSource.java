package dev.convoy.data;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images and labels in a pair of IDX files, plain or compressed. Images have dimensions [count,
 * height, width] or [count, height, width, channels].
 *
 * @param images file of the images
 * @param labels file of the labels
 * @param summary what {@link #open} found
 * @param remarks what the user should know of the files
 */
record IdxSource(FileStamp images, FileStamp labels, DataSummary summary, List<String> remarks)
    implements DataSource {
  static final String COMPRESSED = ".gz";

  private static final int[] IMAGE_DIMENSIONS = {3, 4};
  private static final int LABEL_DIMENSIONS = 1;
  private static final int RECORDS_AT_ONCE = 256;

  /** Reads both files once from end to end, checks them and computes their summary. */
  static IdxSource open(FilePath images, FilePath labels, Storage storage) throws IOException {
    FileStamp imageStamp = FileStamp.of(images, storage);
    FileStamp labelStamp = FileStamp.of(labels, storage);
    try (IdxFile imageFile = IdxFile.open(images, storage, IMAGE_DIMENSIONS);
        IdxFile labelFile = IdxFile.open(labels, storage, LABEL_DIMENSIONS)) {
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
      addRemarks(remarks, imageStamp, imageFile, storage);
      addRemarks(remarks, labelStamp, labelFile, storage);
      return new IdxSource(
          imageStamp, labelStamp, builder.build(images.toString()), List.copyOf(remarks));
    }
  }

  /** Says what would otherwise be passed over in silence. */
  private static void addRemarks(
      List<String> remarks, FileStamp stamp, IdxFile file, Storage storage) throws IOException {
    long passedOver = file.passedOver(stamp.length());
    if (passedOver > 0) {
      remarks.add(
          stamp.file() + ": " + passedOver + " bytes after its gzip stream are passed over");
    }
    FilePath other = FilePath.of(stamp.file() + COMPRESSED);
    if (!stamp.file().name().endsWith(COMPRESSED) && storage.status(other).isPresent()) {
      remarks.add(stamp.file() + ": is read, and " + other.name() + " beside it is not");
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
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    images.requireUnchanged(storage);
    labels.requireUnchanged(storage);
    byte[] pixels = new byte[summary.shape().size()];
    byte[] label = new byte[1];
    try (IdxFile imageFile = IdxFile.open(images.file(), storage, IMAGE_DIMENSIONS);
        IdxFile labelFile = IdxFile.open(labels.file(), storage, LABEL_DIMENSIONS)) {
      for (long number : numbers) {
        imageFile.seek(number);
        imageFile.read(pixels, 0, pixels.length);
        labelFile.seek(number);
        labelFile.read(label, 0, 1);
        to.add(pixels, 0, Byte.toUnsignedInt(label[0]));
      }
    }
  }
}
