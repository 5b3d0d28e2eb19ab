package dev.convoy.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Decodes an image with the JDK's readers, or where they cannot, with a plugin of ImageIO. Values
 * are those that are stored: no colour profile and no gamma is applied, and transparency is left
 * out. Of 16 bits the upper 8 are taken.
 */
final class ImageDecoder {
  private static final String OWN_READERS = "com.sun.imageio.";
  private static final int COLOURS = 3;

  private ImageDecoder() {}

  /** Decodes an image whose header is within limits, and turns it upright. */
  static Pixels decode(byte[] content, ImageHeader header) throws BadImageException {
    ImageReader reader = reader(header);
    try (ByteArrayImageStream stream = new ByteArrayImageStream(content)) {
      reader.setInput(stream, true, true);
      BufferedImage image = reader.read(0);
      boolean side = Orientation.isOnItsSide(header.orientation());
      if (image.getWidth() != (side ? header.height() : header.width())
          || image.getHeight() != (side ? header.width() : header.height())) {
        throw new BadImageException("is damaged: its size is not the one that it says");
      }
      return Orientation.upright(pixels(image), header.orientation());
    } catch (BadImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers meet damage with exceptions of all kinds.
      throw new BadImageException("is damaged and cannot be decoded", e);
    } catch (OutOfMemoryError e) {
      throw new BadImageException("does not fit into memory", e);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(ImageHeader header) throws BadImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(header.format());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith(OWN_READERS) != header.needsPlugin()) {
        return reader;
      }
      reader.dispose();
    }
    boolean webp = header.format().equals("webp");
    throw new BadImageException(
        (webp ? "is a WebP file" : "has four channels (CMYK)")
            + "; it needs com.twelvemonkeys.imageio:imageio-"
            + header.format()
            + " on the class path");
  }

  private static Pixels pixels(BufferedImage image) {
    Optional<byte[]> direct = direct(image);
    if (direct.isPresent()) {
      boolean grey = image.getType() == BufferedImage.TYPE_BYTE_GRAY;
      return new Pixels(
          image.getWidth(), image.getHeight(), grey ? 1 : COLOURS, !grey, direct.get());
    }
    if (image.getColorModel() instanceof ComponentColorModel) {
      return components(image.getRaster());
    }
    return mapped(image);
  }

  /** The values of the two usual types, without looking at each through several objects. */
  private static Optional<byte[]> direct(BufferedImage image) {
    Raster raster = image.getRaster();
    boolean whole =
        raster.getParent() == null
            && raster.getDataBuffer() instanceof DataBufferByte buffer
            && buffer.getNumBanks() == 1
            && buffer.getOffset() == 0;
    if (!whole) {
      return Optional.empty();
    }
    byte[] values = ((DataBufferByte) raster.getDataBuffer()).getData();
    int positions = image.getWidth() * image.getHeight();
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY && values.length == positions) {
      return Optional.of(values);
    }
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && values.length == positions * COLOURS) {
      return Optional.of(values);
    }
    return Optional.empty();
  }

  /** Grey, grey with alpha, colours, or colours with alpha, of 8 or 16 bits. */
  private static Pixels components(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    int channels = bands < COLOURS ? 1 : COLOURS;
    int shift = raster.getSampleModel().getDataType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    byte[] values = new byte[width * height * channels];
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      int to = y * width * channels;
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          values[to + x * channels + c] = (byte) (row[x * bands + c] >> shift);
        }
      }
    }
    return new Pixels(width, height, channels, values);
  }

  /** Palettes and packed colours; these are of sRGB, so Java changes nothing. */
  private static Pixels mapped(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] values = new byte[width * height * COLOURS];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        values[to++] = (byte) (row[x] >> 16);
        values[to++] = (byte) (row[x] >> 8);
        values[to++] = (byte) row[x];
      }
    }
    return new Pixels(width, height, COLOURS, values);
  }
}
