package dev.convoy.data.image;

import dev.convoy.data.FileStamp;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A TFRecord file: for each record its length in 8 bytes, a checksum of these, its content, and a
 * checksum of that. Both are masked CRC-32C and are verified.
 *
 * @param file as it was when it was opened
 * @param keys of the features
 * @param labels how labels become classes
 */
record TfRecordPart(FileStamp file, TfExample.Keys keys, ClassLabels labels) implements ImagePart {
  private static final int LENGTH_BYTES = 8;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MASK = 0xa282ead8;

  /** Features beside an image. */
  private static final int OTHER_BYTES = 1 << 20;

  @Override
  public String name() {
    return file.file().text();
  }

  @Override
  public String state() {
    return file.file().name() + "\t" + file.length() + "\t" + file.modified();
  }

  @Override
  public void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException {
    file.requireUnchanged(storage);
    try (InputStream in = new BufferedInputStream(storage.open(file.file()), 1 << 16)) {
      byte[] length = new byte[LENGTH_BYTES];
      long left = file.length();
      for (long number = 0; begins(in, length); number++) {
        if (!hasChecksum(in, length, number)) {
          throw damaged(number, "has a length with a wrong checksum");
        }
        long bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
        left -= LENGTH_BYTES + CHECKSUM_BYTES;
        // Streams of files may skip beyond their end.
        if (bytes < 0 || bytes > left - CHECKSUM_BYTES) {
          throw damaged(number, "has " + bytes + " bytes, the file only " + left + " more");
        }
        left -= bytes + CHECKSUM_BYTES;
        String name = file.file().name() + "#" + number;
        if (bytes > (long) limits.bytes() + OTHER_BYTES) {
          in.skipNBytes(bytes + CHECKSUM_BYTES);
          to.bad(name, limits.tooManyBytes(bytes));
        } else {
          byte[] content = exactly(in, (int) bytes, number);
          if (hasChecksum(in, content, number)) {
            add(name, content, limits, to);
          } else {
            // Its length is right, so the next record can be found.
            to.bad(name, "has a wrong checksum");
          }
        }
      }
    } catch (EOFException e) {
      throw new IOException(file.file() + ": ends in the middle of a record", e);
    }
  }

  private void add(String name, byte[] content, ImageLimits limits, ImageSink to)
      throws IOException {
    EncodedImage image;
    try {
      image = TfExample.parse(content, keys).image(name, labels);
    } catch (BadImageException e) {
      to.bad(name, e.getMessage());
      return;
    }
    if (image.content().length > limits.bytes()) {
      to.bad(name, limits.tooManyBytes(image.content().length));
    } else {
      to.add(image);
    }
  }

  private boolean begins(InputStream in, byte[] length) throws IOException {
    int read = in.readNBytes(length, 0, length.length);
    if (read > 0 && read < length.length) {
      throw new EOFException();
    }
    return read > 0;
  }

  private byte[] exactly(InputStream in, int bytes, long number) throws IOException {
    byte[] content = in.readNBytes(bytes);
    if (content.length < bytes) {
      throw damaged(number, "ends in the middle");
    }
    return content;
  }

  private boolean hasChecksum(InputStream in, byte[] of, long number) throws IOException {
    byte[] stored = exactly(in, CHECKSUM_BYTES, number);
    CRC32C crc = new CRC32C();
    crc.update(of);
    int value = (int) crc.getValue();
    int masked = (value >>> 15 | value << 17) + MASK;
    return ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getInt() == masked;
  }

  private IOException damaged(long number, String how) {
    return new IOException(file.file() + ": record " + number + " " + how);
  }
}
