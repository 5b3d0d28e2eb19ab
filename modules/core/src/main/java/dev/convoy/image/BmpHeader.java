package dev.convoy.image;

/** The header of a BMP file. */
final class BmpHeader {
  private static final int FILE_HEADER = 14;

  /** The oldest form, with sizes of 16 bits. */
  private static final int OLD = 12;

  private static final int INFO = 40;
  private static final int MOST = 124;

  private BmpHeader() {}

  static ImageHeader read(HeaderBytes bytes) throws BadImageException {
    long size = bytes.little32(FILE_HEADER);
    HeaderBytes header = bytes.part(FILE_HEADER, Math.min(size, MOST));
    if (size == OLD) {
      return ImageHeader.upright("bmp", header.little16(4), header.little16(6), false);
    }
    if (size < INFO) {
      throw new BadImageException("has a BMP header of " + size + " bytes");
    }
    // Rows are stored from the top if the height is negative.
    long height = Math.abs((long) (int) header.little32(8));
    long compression = header.little32(16);
    if (compression > 3) {
      throw new BadImageException("is a BMP file of compression " + compression + ", at most 3");
    }
    long colours = header.little32(32);
    if (colours > 256) {
      throw new BadImageException("has " + colours + " colours, a palette has at most 256");
    }
    return ImageHeader.upright("bmp", header.little32(4), height, false);
  }
}
