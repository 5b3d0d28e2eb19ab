package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The binary form of CIFAR-10: files of records of a label byte, 0 to 9, and 3,072 bytes in
 * channel, height, width order, which become height, width, channel.
 *
 * <p>Source: Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009; "binary
 * version" of its web page.
 *
 * @param files in the order of their records
 * @param summary what {@link #open} found
 */
record CifarSource(List<FileStamp> files, DataSummary summary) implements DataSource {
  /** Names of the files of the training data, all of them needed. */
  static final List<String> TRAINING =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  /** Name of the file of the test data. */
  static final List<String> TEST = List.of("test_batch.bin");

  private static final Shape SHAPE = Shape.of(32, 32, 3);
  private static final int PLANE = 32 * 32;
  private static final int CHANNELS = 3;
  private static final int RECORD = 1 + PLANE * CHANNELS;
  private static final int CLASSES = 10;
  private static final int RECORDS_AT_ONCE = 256;
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Opens files of a folder, reads them once from end to end and checks them.
   *
   * @param names of the files, all of them needed
   * @return nothing if the folder has none of them
   */
  static Optional<DataSource> open(Path folder, List<String> names, Configuration hadoop)
      throws IOException {
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    List<String> missing = new ArrayList<>();
    List<FileStamp> files = new ArrayList<>();
    for (String name : names) {
      Path path = fileSystem.makeQualified(new Path(folder, name));
      if (fileSystem.exists(path)) {
        files.add(FileStamp.of(path.toString(), hadoop));
      } else {
        missing.add(name);
      }
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw new FileNotFoundException(
          "'" + folder + "': has " + files.size() + " files of CIFAR-10, but no " + missing);
    }
    SummaryBuilder summary = new SummaryBuilder(SHAPE);
    for (FileStamp file : files) {
      scan(file, summary, hadoop);
    }
    return Optional.of(new CifarSource(List.copyOf(files), summary.build(files.get(0).uri())));
  }

  private static void scan(FileStamp file, SummaryBuilder summary, Configuration hadoop)
      throws IOException {
    if (file.length() == 0 || file.length() % RECORD != 0) {
      throw new IOException(
          file.uri()
              + ": has "
              + file.length()
              + " bytes, must be a multiple of "
              + RECORD
              + " above 0");
    }
    byte[] rows = new byte[RECORDS_AT_ONCE * RECORD];
    byte[] pixels = new byte[SHAPE.size()];
    long records = file.length() / RECORD;
    try (FSDataInputStream in = open(file, hadoop)) {
      for (long first = 0; first < records; first += RECORDS_AT_ONCE) {
        int count = (int) Math.min(RECORDS_AT_ONCE, records - first);
        read(in, file, rows, count * RECORD);
        for (int i = 0; i < count; i++) {
          int label = Byte.toUnsignedInt(rows[i * RECORD]);
          if (label >= CLASSES) {
            throw new IOException(
                file.uri()
                    + ": record "
                    + (first + i)
                    + " has label "
                    + label
                    + ", must be 0 to "
                    + (CLASSES - 1));
          }
          interleave(rows, i * RECORD + 1, pixels, 0);
          summary.add(pixels, 0, label);
        }
      }
    }
  }

  private static FSDataInputStream open(FileStamp file, Configuration hadoop) throws IOException {
    Path path = new Path(file.uri());
    return path.getFileSystem(hadoop).open(path, BUFFER_BYTES);
  }

  private static void read(FSDataInputStream in, FileStamp file, byte[] to, int count)
      throws IOException {
    try {
      in.readFully(to, 0, count);
    } catch (EOFException e) {
      throw new IOException(
          file.uri() + ": ends before the " + file.length() + " bytes it had when opened", e);
    }
  }

  /** Planes become pixels. */
  private static void interleave(byte[] planes, int from, byte[] to, int at) {
    for (int c = 0; c < CHANNELS; c++) {
      for (int p = 0; p < PLANE; p++) {
        to[at + p * CHANNELS + c] = planes[from + c * PLANE + p];
      }
    }
  }

  @Override
  public int blockSize() {
    return Block.usualSize(SHAPE);
  }

  @Override
  public Block read(PositionRange range, long seed, Configuration hadoop) throws IOException {
    for (FileStamp file : files) {
      file.requireUnchanged(hadoop);
    }
    RecordOrder wanted = new RecordOrder(range, summary.size(), seed);
    Block block = Block.blank(SHAPE, range);
    byte[] row = new byte[RECORD];
    int next = 0;
    long first = 0;
    for (FileStamp file : files) {
      long end = first + file.length() / RECORD;
      if (next < wanted.size() && wanted.record(next) < end) {
        try (FSDataInputStream in = open(file, hadoop)) {
          for (; next < wanted.size() && wanted.record(next) < end; next++) {
            in.seek((wanted.record(next) - first) * RECORD);
            read(in, file, row, RECORD);
            int place = wanted.place(next);
            interleave(row, 1, block.pixels(), place * SHAPE.size());
            block.labels()[place] = row[0];
          }
        }
      }
      first = end;
    }
    return block;
  }
}
