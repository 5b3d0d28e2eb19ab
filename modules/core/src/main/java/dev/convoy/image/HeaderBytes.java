package dev.convoy.image;

import java.util.zip.CRC32;

/** The bytes of an encoded image, read within their bounds. Numbers are unsigned. */
final class HeaderBytes {
  private static final int BYTE = 0xFF;

  private final byte[] content;
  private final int from;
  private final int to;

  HeaderBytes(byte[] content) {
    this(content, 0, content.length);
  }

  private HeaderBytes(byte[] content, int from, int to) {
    this.content = content;
    this.from = from;
    this.to = to;
  }

  /** A part of them, whose positions begin at 0. */
  HeaderBytes part(long at, long length) throws BadImageException {
    require(at, length);
    return new HeaderBytes(content, from + (int) at, from + (int) (at + length));
  }

  int length() {
    return to - from;
  }

  boolean startsWith(String latin) {
    if (length() < latin.length()) {
      return false;
    }
    for (int i = 0; i < latin.length(); i++) {
      if ((content[from + i] & BYTE) != latin.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  int at(long position) throws BadImageException {
    require(position, 1);
    return content[from + (int) position] & BYTE;
  }

  int big16(long at) throws BadImageException {
    return at(at) << 8 | at(at + 1);
  }

  int little16(long at) throws BadImageException {
    return at(at + 1) << 8 | at(at);
  }

  long big32(long at) throws BadImageException {
    return (long) big16(at) << 16 | big16(at + 2);
  }

  long little32(long at) throws BadImageException {
    return (long) little16(at + 2) << 16 | little16(at);
  }

  /** CRC-32 of a part. */
  long crc32(long at, long length) throws BadImageException {
    require(at, length);
    CRC32 crc = new CRC32();
    crc.update(content, from + (int) at, (int) length);
    return crc.getValue();
  }

  private void require(long at, long length) throws BadImageException {
    if (at < 0 || length < 0 || at > length() - length) {
      throw new BadImageException("ends in the middle");
    }
  }
}
