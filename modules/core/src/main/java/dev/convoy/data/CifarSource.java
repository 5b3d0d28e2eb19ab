package dev.convoy.data;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  private static final Shape SHAPE = Shape.of(32, 32, 3);
  private static final int PLANE = 32 * 32;
  private static final int CHANNELS = 3;
  private static final int RECORD = 1 + PLANE * CHANNELS;
  private static final int CLASSES = 10;
  private static final int RECORDS_AT_ONCE = 256;
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Reads files once from end to end and checks them.
   *
   * @param paths of the files, at least one
   */
  static CifarSource open(List<FilePath> paths, Storage storage) throws IOException {
    List<FileStamp> files = new ArrayList<>();
    for (FilePath path : paths) {
      files.add(FileStamp.of(path, storage));
    }
    SummaryBuilder summary = new SummaryBuilder(SHAPE);
    for (FileStamp file : files) {
      scan(file, summary, storage);
    }
    return new CifarSource(List.copyOf(files), summary.build(paths.get(0).toString()));
  }

  private static void scan(FileStamp file, SummaryBuilder summary, Storage storage)
      throws IOException {
    if (file.length() == 0 || file.length() % RECORD != 0) {
      throw new IOException(
          file.file()
              + ": has "
              + file.length()
              + " bytes, must be a multiple of "
              + RECORD
              + " above 0");
    }
    byte[] rows = new byte[RECORDS_AT_ONCE * RECORD];
    byte[] pixels = new byte[SHAPE.size()];
    long records = file.length() / RECORD;
    try (DataInputStream in = open(file, storage)) {
      for (long first = 0; first < records; first += RECORDS_AT_ONCE) {
        int count = (int) Math.min(RECORDS_AT_ONCE, records - first);
        read(in, file, rows, count * RECORD);
        for (int i = 0; i < count; i++) {
          int label = Byte.toUnsignedInt(rows[i * RECORD]);
          if (label >= CLASSES) {
            throw new IOException(
                file.file()
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

  private static DataInputStream open(FileStamp file, Storage storage) throws IOException {
    return new DataInputStream(new BufferedInputStream(storage.open(file.file()), BUFFER_BYTES));
  }

  private static void read(DataInputStream in, FileStamp file, byte[] to, int count)
      throws IOException {
    try {
      in.readFully(to, 0, count);
    } catch (EOFException e) {
      throw endsEarly(file, e);
    }
  }

  private static IOException endsEarly(FileStamp file, EOFException e) {
    return new IOException(
        file.file() + ": ends before the " + file.length() + " bytes it had when opened", e);
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
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    for (FileStamp file : files) {
      file.requireUnchanged(storage);
    }
    int next = 0;
    long first = 0;
    for (FileStamp file : files) {
      long end = first + file.length() / RECORD;
      int from = next;
      while (next < numbers.length && numbers[next] < end) {
        next++;
      }
      if (from < next) {
        read(file, first, Arrays.copyOfRange(numbers, from, next), storage, to);
      }
      first = end;
    }
  }

  /** Of a file whose first record has the number {@code first}. */
  private static void read(
      FileStamp file, long first, long[] numbers, Storage storage, ExampleSink to)
      throws IOException {
    byte[] row = new byte[RECORD];
    byte[] pixels = new byte[SHAPE.size()];
    long position = first;
    try (DataInputStream in = open(file, storage)) {
      for (long number : numbers) {
        skip(in, file, (number - position) * RECORD);
        read(in, file, row, RECORD);
        interleave(row, 1, pixels, 0);
        to.add(pixels, 0, row[0]);
        position = number + 1;
      }
    }
  }

  private static void skip(DataInputStream in, FileStamp file, long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw endsEarly(file, e);
    }
  }
}
