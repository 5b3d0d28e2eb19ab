package dev.convoy.image;

/** The blocks of a GIF file before its first frame, which is the only one that is decoded. */
final class GifHeader {
  private static final int SCREEN = 13;
  private static final int DESCRIPTOR = 0x2C;
  private static final int EXTENSION = 0x21;
  private static final int HAS_TABLE = 0x80;
  private static final int TABLE_BITS = 0x07;
  private static final int ENTRY = 3;

  private GifHeader() {}

  static ImageHeader read(HeaderBytes bytes) throws BadImageException {
    int flags = bytes.at(10);
    long at = SCREEN;
    if ((flags & HAS_TABLE) != 0) {
      at += (long) ENTRY << (flags & TABLE_BITS) + 1;
    }
    while (bytes.at(at) == EXTENSION) {
      at += 2;
      while (bytes.at(at) != 0) {
        at += bytes.at(at) + 1L;
      }
      at++;
    }
    if (bytes.at(at) != DESCRIPTOR) {
      throw new BadImageException("is a GIF file without an image");
    }
    return ImageHeader.upright("gif", bytes.little16(at + 5), bytes.little16(at + 7), false);
  }
}
