package dev.convoy.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encoded images for tests, sound ones and the pieces of others. */
public final class ImageFixtures {
  private ImageFixtures() {}

  /** A grey PNG of these pixels. */
  public static byte[] greyPng(int width, int height, byte[] pixels) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] values = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(pixels, 0, values, 0, values.length);
    return encoded(image, "png");
  }

  /** A coloured image with a gradient. */
  public static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, x * 255 / width << 16 | y * 255 / height << 8 | (x ^ y) & 0xFF);
      }
    }
    return image;
  }

  /** An image in a format of ImageIO. */
  public static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, new MemoryCacheImageOutputStream(bytes))) {
        throw new IllegalArgumentException("no writer for " + format);
      }
      // The stream above is closed by nobody.
      return flushed(image, format);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] flushed(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, format, out);
    }
    return bytes.toByteArray();
  }

  /** A progressive JPEG. */
  public static byte[] progressive(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A PNG file that declares these sizes. */
  public static byte[] png(int width, int height, int bits, int colours, byte[]... chunks) {
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(width).putInt(height).put((byte) bits).put((byte) colours);
    return joined(
        bytes("\u0089PNG\r\n\u001A\n"),
        chunk("IHDR", header.array()),
        joined(chunks),
        chunk("IEND", new byte[0]));
  }

  /** A chunk of a PNG file, with its checksum. */
  public static byte[] chunk(String type, byte[] content) {
    byte[] named = joined(bytes(type), content);
    CRC32 crc = new CRC32();
    crc.update(named);
    return ByteBuffer.allocate(named.length + 8)
        .putInt(content.length)
        .put(named)
        .putInt((int) crc.getValue())
        .array();
  }

  /** So many zero bytes, compressed. */
  public static byte[] deflatedZeros(int count) {
    Deflater deflater = new Deflater();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 16];
    byte[] buffer = new byte[1 << 16];
    for (int left = count; left > 0; left -= zeros.length) {
      deflater.setInput(zeros, 0, Math.min(left, zeros.length));
      while (!deflater.needsInput()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Makes the checksums of a damaged PNG right, so that it is read further. */
  public static byte[] withChecksums(byte[] png) {
    byte[] mended = png.clone();
    int at = 8;
    while (at >= 0 && at + 12L <= mended.length) {
      long length = Integer.toUnsignedLong(ByteBuffer.wrap(mended).getInt(at));
      if (length > mended.length - at - 12L) {
        return mended;
      }
      CRC32 crc = new CRC32();
      crc.update(mended, at + 4, (int) length + 4);
      ByteBuffer.wrap(mended).putInt(at + 8 + (int) length, (int) crc.getValue());
      at += (int) length + 12;
    }
    return mended;
  }

  /** A JPEG with another size in its header. */
  public static byte[] resized(byte[] jpeg, int width, int height) {
    byte[] changed = jpeg.clone();
    for (int i = 2; i < changed.length - 9; i++) {
      int marker = changed[i + 1] & 0xFF;
      if (changed[i] == (byte) 0xFF && (marker == 0xC0 || marker == 0xC2)) {
        ByteBuffer.wrap(changed).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
        return changed;
      }
    }
    throw new IllegalArgumentException("no frame");
  }

  /** Latin-1. */
  public static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** One after the other. */
  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
