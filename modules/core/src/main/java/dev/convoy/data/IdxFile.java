package dev.convoy.data;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * An open IDX file of unsigned bytes, plain or compressed with gzip, read from its beginning to its
 * end.
 *
 * <p>Source: the IDX format of the MNIST database: two zero bytes, the type, the number of
 * dimensions, the sizes as big-endian integers, then the data.
 */
final class IdxFile implements AutoCloseable {
  private static final int UNSIGNED_BYTES = 8;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** A byte of a gzip file cannot stand for more: 258 bytes in 2 bits. */
  private static final int MOST_DEFLATION = 1032;

  private final String name;
  private final DataInputStream stream;
  private final int[] sizes;
  private final Optional<GzipContent> gzip;
  private long position;

  private IdxFile(String name, DataInputStream stream, int[] sizes, Optional<GzipContent> gzip) {
    this.name = name;
    this.stream = stream;
    this.sizes = sizes;
    this.gzip = gzip;
  }

  /**
   * Opens a file and checks its header.
   *
   * @param dimensions the numbers of dimensions that are accepted
   */
  static IdxFile open(FilePath path, Storage storage, int... dimensions) throws IOException {
    String uri = path.toString();
    long length = storage.status(path).map(FileEntry::length).orElse(0L);
    InputStream raw = storage.open(path);
    try {
      BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER_BYTES);
      boolean compressed = isCompressed(buffered);
      Optional<GzipContent> gzip =
          compressed ? Optional.of(GzipContent.of(buffered, BUFFER_BYTES)) : Optional.empty();
      DataInputStream stream =
          new DataInputStream(
              compressed ? new BufferedInputStream(gzip.get(), BUFFER_BYTES) : buffered);
      IdxFile file = new IdxFile(uri, stream, header(uri, stream, dimensions), gzip);
      file.checkLength(length, compressed);
      return file;
    } catch (EOFException e) {
      raw.close();
      throw new IOException(uri + ": ends within its header, not an IDX file", e);
    } catch (IOException e) {
      raw.close();
      throw e.getMessage().startsWith(uri) ? e : new IOException(uri + ": " + e.getMessage(), e);
    }
  }

  private static boolean isCompressed(BufferedInputStream stream) throws IOException {
    stream.mark(2);
    int magic = stream.read() << 8 | stream.read();
    stream.reset();
    return magic == GZIP_MAGIC;
  }

  private static int[] header(String name, DataInputStream stream, int[] dimensions)
      throws IOException {
    int zeros = stream.readUnsignedShort();
    int type = stream.readUnsignedByte();
    int count = stream.readUnsignedByte();
    if (zeros != 0 || type != UNSIGNED_BYTES) {
      throw new IOException(name + ": not an IDX file of unsigned bytes");
    }
    if (Arrays.stream(dimensions).noneMatch(accepted -> accepted == count)) {
      throw new IOException(
          name + ": has " + count + " dimensions, must have " + text(dimensions, " or "));
    }
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      sizes[i] = stream.readInt();
    }
    long record = 1;
    for (int i = 1; i < count; i++) {
      record = sizes[i] < 1 ? -1 : record * sizes[i];
      if (record < 1 || record > Block.MOST_IMAGE_BYTES) {
        throw new IOException(
            name
                + ": sizes "
                + text(sizes, "×")
                + " in its header are impossible: a record has 1 to "
                + Block.MOST_IMAGE_BYTES
                + " bytes");
      }
    }
    if (sizes[0] < 1) {
      throw new IOException(name + ": holds " + sizes[0] + " records, must hold at least 1");
    }
    return sizes;
  }

  /** Before memory is allocated for what the header promises. */
  private void checkLength(long length, boolean compressed) throws IOException {
    long expected = 4L + 4L * sizes.length + (long) sizes[0] * recordSize();
    if (compressed && expected / MOST_DEFLATION > length) {
      throw new IOException(
          name
              + ": has "
              + length
              + " compressed bytes, too few for the "
              + expected
              + " that its header ("
              + text(sizes, "×")
              + ") says");
    }
    if (!compressed && length != expected) {
      throw new IOException(
          name
              + ": has "
              + length
              + " bytes, its header ("
              + text(sizes, "×")
              + ") says "
              + expected);
    }
  }

  private static String text(int[] values, String separator) {
    StringBuilder text = new StringBuilder();
    for (int value : values) {
      text.append(text.isEmpty() ? "" : separator).append(value);
    }
    return text.toString();
  }

  /** Number of records. */
  int records() {
    return sizes[0];
  }

  /** The sizes of one record. */
  int[] recordSizes() {
    return Arrays.copyOfRange(sizes, 1, sizes.length);
  }

  /** Number of bytes of one record. */
  int recordSize() {
    return Arrays.stream(recordSizes()).reduce(1, (a, b) -> a * b);
  }

  /** Goes forward to a record, so that it is read next. */
  void seek(long record) throws IOException {
    try {
      stream.skipNBytes(record * recordSize() - position);
      position = record * recordSize();
    } catch (EOFException e) {
      throw endsEarly(e);
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private IOException endsEarly(EOFException e) {
    return new IOException(
        name + ": ends before the " + records() + " records its header promises", e);
  }

  /** Reads bytes that the header promised. */
  void read(byte[] to, int at, int count) throws IOException {
    try {
      stream.readFully(to, at, count);
      position += count;
    } catch (EOFException e) {
      throw endsEarly(e);
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Checks that nothing follows the records. */
  void expectEnd() throws IOException {
    int next;
    try {
      next = stream.read();
    } catch (EOFException e) {
      throw new IOException(name + ": ends before the end of its gzip stream", e);
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
    if (next >= 0) {
      throw new IOException(
          name + ": goes on after the " + records() + " records its header promises");
    }
  }

  /**
   * Number of bytes that follow the compressed content and are passed over.
   *
   * @param length of the file
   */
  long passedOver(long length) {
    return gzip.map(content -> length - content.end()).orElse(0L);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
