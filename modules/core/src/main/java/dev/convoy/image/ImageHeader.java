package dev.convoy.image;

import java.util.Locale;

/**
 * What the first bytes of an encoded image say. Nothing is decoded.
 *
 * @param format {@code jpeg}, {@code png}, {@code gif}, {@code bmp} or {@code webp}
 * @param width of the image as it is shown, in pixels
 * @param height likewise
 * @param channels 1 for grey, 3 for colours
 * @param orientation EXIF's, from 1 (upright) to 8
 * @param needsPlugin whether the JDK does not decode it
 */
public record ImageHeader(
    String format, int width, int height, int channels, int orientation, boolean needsPlugin) {
  private static final int COLOURS = 3;

  /**
   * Reads it and compares it with the limits.
   *
   * @param content all bytes of the file
   * @throws BadImageException if it is no image of a known format, damaged or too large
   */
  public static ImageHeader read(byte[] content, ImageLimits limits) throws BadImageException {
    if (content.length > limits.bytes()) {
      throw new BadImageException(limits.tooManyBytes(content.length));
    }
    HeaderBytes bytes = new HeaderBytes(content);
    ImageHeader header = parse(bytes);
    header.requireWithin(limits);
    return header;
  }

  private static ImageHeader parse(HeaderBytes bytes) throws BadImageException {
    if (bytes.length() == 0) {
      throw new BadImageException("is empty");
    }
    if (bytes.startsWith("\u00FF\u00D8\u00FF")) {
      return JpegHeader.read(bytes);
    }
    if (bytes.startsWith("\u0089PNG\r\n\u001A\n")) {
      return PngHeader.read(bytes);
    }
    if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) {
      return GifHeader.read(bytes);
    }
    if (bytes.startsWith("BM")) {
      return BmpHeader.read(bytes);
    }
    if (bytes.startsWith("RIFF") && bytes.length() > 12 && bytes.part(8, 4).startsWith("WEBP")) {
      return WebpHeader.read(bytes);
    }
    throw new BadImageException("is not a JPEG, PNG, GIF, BMP or WebP file");
  }

  /** An upright one that the JDK decodes. */
  static ImageHeader upright(String format, long width, long height, boolean grey)
      throws BadImageException {
    return of(format, width, height, grey, Orientation.UPRIGHT, false);
  }

  /**
   * As it is stored.
   *
   * @param width before it is turned upright
   */
  static ImageHeader of(
      String format, long width, long height, boolean grey, int orientation, boolean needsPlugin)
      throws BadImageException {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw new BadImageException("is " + width + "×" + height + ", must be at least 1×1");
    }
    boolean side = Orientation.isOnItsSide(orientation);
    return new ImageHeader(
        format,
        (int) (side ? height : width),
        (int) (side ? width : height),
        grey ? 1 : COLOURS,
        orientation,
        needsPlugin);
  }

  private void requireWithin(ImageLimits limits) throws BadImageException {
    if (width > limits.side() || height > limits.side()) {
      throw new BadImageException(
          String.format(
              Locale.ROOT, "is %,d×%,d, sides have at most %,d", width, height, limits.side()));
    }
    long pixels = (long) width * height;
    if (pixels > limits.pixels()) {
      throw new BadImageException(
          String.format(
              Locale.ROOT,
              "is %,d×%,d, at most %,d pixels are decoded",
              width,
              height,
              limits.pixels()));
    }
    // The decoded image and one that is turned; others decode at the same time.
    long needed = pixels * COLOURS * 2;
    long memory = Runtime.getRuntime().maxMemory() / 2;
    if (needed > memory) {
      throw new BadImageException(
          String.format(
              Locale.ROOT,
              "is %,d×%,d, which takes %,d MB; half of this process has %,d MB",
              width,
              height,
              needed >> 20,
              memory >> 20));
    }
  }
}
