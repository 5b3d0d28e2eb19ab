package dev.convoy.image;

/** The header of a WebP file (RFC 9649), which the JDK does not decode. */
final class WebpHeader {
  private static final int CHUNK = 12;
  private static final int CONTENT = 20;
  private static final int BITS_14 = 0x3FFF;

  private WebpHeader() {}

  static ImageHeader read(HeaderBytes bytes) throws BadImageException {
    HeaderBytes type = bytes.part(CHUNK, 4);
    HeaderBytes content = bytes.part(CONTENT, bytes.length() - CONTENT);
    long width;
    long height;
    if (type.startsWith("VP8 ")) {
      width = content.little16(6) & BITS_14;
      height = content.little16(8) & BITS_14;
    } else if (type.startsWith("VP8L")) {
      long bits = content.little32(1);
      width = (bits & BITS_14) + 1;
      height = (bits >> 14 & BITS_14) + 1;
    } else if (type.startsWith("VP8X")) {
      width = (content.little32(4) & 0xFFFFFF) + 1;
      height = (content.little32(6) >> 8) + 1;
    } else {
      throw new BadImageException("is a WebP file without an image");
    }
    return ImageHeader.of("webp", width, height, false, Orientation.UPRIGHT, true);
  }
}
