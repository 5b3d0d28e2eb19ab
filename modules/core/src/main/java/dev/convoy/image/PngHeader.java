package dev.convoy.image;

/**
 * The chunks of a PNG file (W3C PNG, section 5). All checksums are verified, as decoders do not.
 */
final class PngHeader {
  private static final int SIGNATURE = 8;

  /** Length, type and checksum. */
  private static final int FRAME = 12;

  private static final long IHDR = 0x49484452;
  private static final long IDAT = 0x49444154;
  private static final long IEND = 0x49454E44;
  private static final long EXIF = 0x65584966;
  private static final int IHDR_BYTES = 13;
  private static final int GREY = 0;
  private static final int GREY_AND_ALPHA = 4;

  /** A small file can hold a million empty chunks, which decoders go through slowly. */
  private static final int MOST_CHUNKS = 100_000;

  private PngHeader() {}

  static ImageHeader read(HeaderBytes bytes) throws BadImageException {
    if (bytes.big32(SIGNATURE + 4) != IHDR || bytes.big32(SIGNATURE) != IHDR_BYTES) {
      throw new BadImageException("does not begin with a PNG header");
    }
    HeaderBytes header = bytes.part(SIGNATURE + 8, IHDR_BYTES);
    int colours = header.at(9);
    boolean grey = colours == GREY || colours == GREY_AND_ALPHA;
    int orientation = chunks(bytes);
    return ImageHeader.of("png", header.big32(0), header.big32(4), grey, orientation, false);
  }

  /** Goes through all chunks; returns the orientation. */
  private static int chunks(HeaderBytes bytes) throws BadImageException {
    int orientation = Orientation.UPRIGHT;
    boolean data = false;
    long at = SIGNATURE;
    for (int i = 0; i < MOST_CHUNKS; i++) {
      long length = bytes.big32(at);
      long type = bytes.big32(at + 4);
      HeaderBytes content = bytes.part(at + 8, length);
      if (bytes.crc32(at + 4, length + 4) != bytes.big32(at + 8 + length)) {
        throw new BadImageException("is damaged: a checksum is wrong");
      }
      if (type == EXIF) {
        orientation = Orientation.read(content);
      }
      data |= type == IDAT;
      if (type == IEND) {
        if (!data) {
          throw new BadImageException("is a PNG file without an image");
        }
        return orientation;
      }
      at += length + FRAME;
    }
    throw new BadImageException("has more than " + MOST_CHUNKS + " chunks");
  }
}
