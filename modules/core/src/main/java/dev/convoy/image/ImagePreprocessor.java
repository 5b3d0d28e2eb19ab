package dev.convoy.image;

import java.util.Arrays;

/**
 * Turns encoded images into pixels of one size. Not thread-safe; it keeps its buffers.
 *
 * <p>EXIF's orientation is applied. Transparency is left out, of 16 bits the upper 8 are taken, of
 * a GIF the first frame. Colours become grey by ITU-R 601-2 luma; grey becomes three equal colours.
 * An image of the wanted size passes unchanged; others are resampled by the rules of Pillow's
 * {@code resize} with {@code BILINEAR}, that is, with antialias.
 */
public final class ImagePreprocessor {
  private final Preprocessing preprocessing;
  private final ImageLimits limits;
  private final int height;
  private final int width;
  private final int channels;
  private byte[] rows = {};
  private final int[] sums;

  /**
   * Prepares to decode.
   *
   * @param limits of what is decoded
   */
  public ImagePreprocessor(Preprocessing preprocessing, ImageLimits limits) {
    this.preprocessing = preprocessing;
    this.limits = limits;
    this.height = preprocessing.shape().spatial().get(0);
    this.width = preprocessing.shape().spatial().get(1);
    this.channels = preprocessing.shape().channels();
    this.sums = new int[width * channels];
  }

  /** What decodes here. JPEG files may have other bits with another one. */
  public static String decoder() {
    return "ImageIO of Java " + Runtime.version() + ", " + System.getProperty("java.vendor");
  }

  /**
   * Decodes an image.
   *
   * @param content of a JPEG, PNG, GIF or BMP file, or of others that a plugin reads
   * @param to overwritten with height × width × channels unsigned bytes
   * @param at where they begin
   * @throws BadImageException if it cannot be decoded; {@code to} is not changed
   */
  public void pixels(byte[] content, byte[] to, int at) throws BadImageException {
    ImageHeader header = ImageHeader.read(content, limits);
    Pixels image = ImageDecoder.decode(content, header).withChannels(channels);
    fit(image, to, at);
    if (image.blueFirst()) {
      Pixels.swapColours(to, at, at + preprocessing.shape().size());
    }
  }

  private void fit(Pixels image, byte[] to, int at) {
    if (image.width() == width && image.height() == height) {
      System.arraycopy(image.values(), 0, to, at, preprocessing.shape().size());
      return;
    }
    double w = image.width();
    double h = image.height();
    switch (preprocessing.fit()) {
      case STRETCH ->
          resample(image, new Box(0, 0, image.width(), image.height()), width, height, to, at, 0);
      case CROP -> {
        double scale = Math.min(w / width, h / height);
        double left = Math.max(0, (w - width * scale) / 2);
        double top = Math.max(0, (h - height * scale) / 2);
        double right = Math.min(w, left + width * scale);
        double bottom = Math.min(h, top + height * scale);
        Box box = new Box((float) left, (float) top, (float) right, (float) bottom);
        resample(image, box, width, height, to, at, 0);
      }
      case PAD -> pad(image, to, at);
      default -> throw new IllegalStateException("fit " + preprocessing.fit());
    }
  }

  /** A part of an image, in positions between its pixels; single precision, as in Pillow. */
  private record Box(float left, float top, float right, float bottom) {}

  private void pad(Pixels image, byte[] to, int at) {
    double scale = Math.max(image.width() / (double) width, image.height() / (double) height);
    int inner = Math.max(1, Math.min(width, (int) Math.round(image.width() / scale)));
    int outer = Math.max(1, Math.min(height, (int) Math.round(image.height() / scale)));
    int left = (width - inner) / 2;
    int top = (height - outer) / 2;
    Arrays.fill(to, at, at + preprocessing.shape().size(), (byte) 0);
    Box box = new Box(0, 0, image.width(), image.height());
    resample(image, box, inner, outer, to, at + (top * width + left) * channels, width - inner);
  }

  /** Rows first, then columns; {@code gap} pixels are left between the rows of the result. */
  private void resample(Pixels image, Box box, int columns, int lines, byte[] to, int at, int gap) {
    Resampling across = new Resampling(image.width(), box.left(), box.right(), columns);
    Resampling down = new Resampling(image.height(), box.top(), box.bottom(), lines);
    int length = columns * channels;
    int needed = Math.multiplyExact(down.end() - down.begin(), length);
    if (rows.length < needed) {
      rows = new byte[needed];
    }
    int stride = image.width() * channels;
    for (int y = down.begin(); y < down.end(); y++) {
      across.row(image.values(), y * stride, channels, rows, (y - down.begin()) * length);
    }
    for (int y = 0; y < lines; y++) {
      down.column(y, rows, length, sums, to, at + y * (length + gap * channels));
    }
  }
}
