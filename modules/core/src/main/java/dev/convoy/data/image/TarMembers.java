package dev.convoy.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The files in a tar file (POSIX ustar, with long names of pax and GNU), one after the other.
 * Headers' checksums are verified; nothing is written anywhere.
 */
final class TarMembers {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX = 155;
  private static final int MOST_EXTENSION = 1 << 16;

  /** Larger than any file system; sums with it stay in range. */
  private static final long MOST_SIZE = 1L << 60;

  private final InputStream in;
  private final long length;
  private final String source;
  private long position;
  private Optional<String> longName = Optional.empty();
  private String name = "";
  private long size;
  private long left;
  private long padding;

  /**
   * Before the first file.
   *
   * @param length of the tar file in bytes; streams of files may skip beyond their end
   * @param source for messages
   */
  TarMembers(InputStream in, long length, String source) {
    this.in = in;
    this.length = length;
    this.source = source;
  }

  /** Goes to the next file, if there is one. */
  boolean next() throws IOException {
    while (true) {
      pass();
      byte[] header = in.readNBytes(BLOCK);
      position += header.length;
      if (header.length == 0 || isZero(header)) {
        return false;
      }
      begin(header);
      switch (header[TYPE_AT]) {
        case 0, '0', '7' -> {
          name = longName.orElseGet(() -> plainName(header));
          longName = Optional.empty();
          return true;
        }
        case 'L' -> longName = Optional.of(text(extension(), 0, (int) size));
        case 'x' -> longName = paxPath(extension()).or(() -> longName);
        default -> longName = Optional.empty();
      }
    }
  }

  /** Goes to the end of this file. */
  private void pass() throws IOException {
    if (left + padding > length - position) {
      throw damaged("ends in the middle");
    }
    in.skipNBytes(left + padding);
    position += left + padding;
    left = 0;
    padding = 0;
  }

  private void begin(byte[] header) throws IOException {
    if (header.length < BLOCK) {
      throw damaged("ends in the middle");
    }
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean blank = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      sum += blank ? ' ' : header[i] & 0xFF;
    }
    if (sum != number(header, CHECKSUM_AT, CHECKSUM_LENGTH)) {
      throw damaged("has a header with a wrong checksum");
    }
    size = number(header, SIZE_AT, SIZE_LENGTH);
    left = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
  }

  /** Octal digits, or with the first bit set a binary number. */
  private long number(byte[] header, int at, int length) throws IOException {
    if ((header[at] & 0x80) != 0) {
      long value = 0;
      for (int i = at + length - 8; i < at + length; i++) {
        value = value << 8 | header[i] & 0xFF;
      }
      if (value < 0 || value > MOST_SIZE) {
        throw damaged("has a number of " + value);
      }
      return value;
    }
    String digits = text(header, at, length).strip();
    if (!digits.matches("[0-7]{0,12}")) {
      throw damaged("has a header with '" + digits.replaceAll("\\P{Print}", "?") + "'");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private byte[] extension() throws IOException {
    if (size > MOST_EXTENSION) {
      throw damaged("has a name of " + size + " bytes");
    }
    return content();
  }

  /** Records such as {@code 30 path=a/b.jpg}, whose numbers are their lengths. */
  private static Optional<String> paxPath(byte[] records) {
    Optional<String> path = Optional.empty();
    int at = 0;
    while (at < records.length) {
      int space = at;
      while (space < records.length && records[space] >= '0' && records[space] <= '9') {
        space++;
      }
      String digits = new String(records, at, space - at, StandardCharsets.US_ASCII);
      int length = digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : 0;
      if (length <= space - at + 1 || length > records.length - at) {
        return path;
      }
      String record =
          new String(records, space + 1, at + length - space - 1, StandardCharsets.UTF_8);
      if (record.startsWith("path=")) {
        path = Optional.of(record.substring("path=".length()).stripTrailing());
      }
      at += length;
    }
    return path;
  }

  private static String plainName(byte[] header) {
    String name = text(header, 0, NAME);
    boolean ustar = text(header, MAGIC_AT, 5).equals("ustar") && header[MAGIC_AT + 5] == 0;
    String prefix = ustar ? text(header, PREFIX_AT, PREFIX) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** Up to a zero. */
  private static String text(byte[] bytes, int at, int length) {
    int end = at;
    while (end < Math.min(bytes.length, at + length) && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }

  private static boolean isZero(byte[] header) {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /** The name of this file, with folders. */
  String name() {
    return name;
  }

  /** Its length in bytes. */
  long size() {
    return size;
  }

  /** Its content; to be asked for once, and only if it is small enough. */
  byte[] content() throws IOException {
    byte[] content = in.readNBytes((int) left);
    if (content.length < left) {
      throw damaged("ends in the middle");
    }
    position += left;
    left = 0;
    return content;
  }

  private IOException damaged(String how) {
    return new IOException(source + ": " + how);
  }
}
