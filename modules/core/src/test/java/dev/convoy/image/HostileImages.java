package dev.convoy.image;

import static dev.convoy.image.ImageFixtures.bytes;
import static dev.convoy.image.ImageFixtures.chunk;
import static dev.convoy.image.ImageFixtures.deflatedZeros;
import static dev.convoy.image.ImageFixtures.encoded;
import static dev.convoy.image.ImageFixtures.gradient;
import static dev.convoy.image.ImageFixtures.joined;
import static dev.convoy.image.ImageFixtures.png;
import static dev.convoy.image.ImageFixtures.resized;

import dev.convoy.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** A program for a small heap: tries to decode each, and prints a line for each. */
final class HostileImages {
  private HostileImages() {}

  public static void main(String[] arguments) {
    ImagePreprocessor preprocessor =
        new ImagePreprocessor(
            new Preprocessing(Shape.of(32, 32, 3), Fit.CROP), ImageLimits.STANDARD);
    all()
        .forEach(
            (name, content) -> {
              String outcome = "decoded";
              try {
                preprocessor.pixels(content, new byte[32 * 32 * 3], 0);
              } catch (BadImageException e) {
                outcome = e.getMessage();
              }
              System.out.println(name + ": " + outcome);
            });
  }

  private static Map<String, byte[]> all() {
    Map<String, byte[]> images = new LinkedHashMap<>();
    addPng(images);
    addJpeg(images);
    addGif(images);
    addBmp(images);
    images.put("other empty", new byte[0]);
    images.put("other text", bytes("not an image"));
    images.put("other webp", bytes("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\u002f\u00ff\u00ff\u00ff\u000f\0"));
    images.put("other tiff", bytes("II*\0\u0008\0\0\0\0\0\0\0\0\0\0\0"));
    return images;
  }

  private static byte[] half(byte[] content) {
    return Arrays.copyOf(content, content.length / 2);
  }

  private static byte[] zeroed(byte[] content, int from, int to) {
    byte[] damaged = content.clone();
    Arrays.fill(damaged, from, to, (byte) 0);
    return damaged;
  }

  private static void addPng(Map<String, byte[]> images) {
    byte[] sound = encoded(gradient(40, 30), "png");
    byte[] data = chunk("IDAT", deflatedZeros(10_000));
    images.put("png sound", sound);
    images.put("png 65535²", png(65_535, 65_535, 8, 2, data));
    images.put("png 2³¹-1", png(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 6, data));
    images.put("png negative", png(-1, 10, 8, 2, data));
    images.put("png of no width", png(0, 10, 8, 2, data));
    images.put("png large and empty", png(7_900, 7_900, 8, 2, data));
    images.put("png inflates", png(10, 10, 8, 2, chunk("IDAT", deflatedZeros(100 << 20))));
    images.put(
        "png profile inflates",
        png(10, 10, 8, 2, chunk("iCCP", joined(bytes("a\0\0"), deflatedZeros(100 << 20))), data));
    images.put(
        "png text inflates",
        png(10, 10, 8, 2, chunk("zTXt", joined(bytes("a\0\0"), deflatedZeros(100 << 20))), data));
    images.put("png truncated", half(sound));
    images.put("png signature", Arrays.copyOf(sound, 8));
    images.put("png checksum", zeroed(sound, sound.length / 2, sound.length / 2 + 4));
    images.put("png depth", png(10, 10, 3, 2, data));
    images.put("png colour type", png(10, 10, 8, 7, data));
    images.put("png without data", png(10, 10, 8, 2));
    images.put("png without palette", png(10, 10, 8, 3, data));
    images.put("png bad deflate", png(10, 10, 8, 2, chunk("IDAT", bytes("xxxxxxxxxx"))));
    images.put(
        "png chunks",
        png(
            10,
            10,
            8,
            2,
            joined(
                IntStream.range(0, 200_000)
                    .mapToObj(i -> chunk("teXt", new byte[0]))
                    .toArray(byte[][]::new)),
            data));
  }

  private static void addJpeg(Map<String, byte[]> images) {
    byte[] sound = encoded(gradient(40, 30), "jpeg");
    byte[] progressive = ImageFixtures.progressive(gradient(40, 30));
    images.put("jpeg sound", sound);
    images.put("jpeg progressive", progressive);
    images.put("jpeg 65535²", resized(sound, 65_535, 65_535));
    images.put("jpeg large and empty", resized(sound, 7_900, 7_900));
    images.put("jpeg of no height", resized(sound, 40, 0));
    images.put("jpeg truncated", half(sound));
    images.put("jpeg start", Arrays.copyOf(sound, 3));
    images.put("jpeg without tables", zeroed(sound, 20, 200));
    int scan = lastScan(progressive);
    byte[] tail = Arrays.copyOfRange(progressive, scan, progressive.length - 2);
    byte[][] scans = new byte[10_000][];
    Arrays.fill(scans, tail);
    images.put(
        "jpeg scans",
        joined(Arrays.copyOf(progressive, scan), joined(scans), bytes("\u00FF\u00D9")));
    byte[] segment = joined(bytes("\u00FF\u00FE\u00FF\u00FF"), new byte[65_533]);
    byte[][] comments = new byte[500][];
    Arrays.fill(comments, segment);
    images.put(
        "jpeg comments",
        joined(
            Arrays.copyOf(sound, 2), joined(comments), Arrays.copyOfRange(sound, 2, sound.length)));
    images.put("jpeg segment of 1", joined(Arrays.copyOf(sound, 2), bytes("\u00FF\u00FE\0\u0001")));
    images.put("jpeg only end", bytes("\u00FF\u00D8\u00FF\u00D9"));
    images.put("jpeg 12 bits", bits(sound, 12));
  }

  private static byte[] bits(byte[] jpeg, int bits) {
    byte[] changed = jpeg.clone();
    for (int i = 2; i < changed.length - 5; i++) {
      if (changed[i] == (byte) 0xFF && changed[i + 1] == (byte) 0xC0) {
        changed[i + 4] = (byte) bits;
        return changed;
      }
    }
    throw new IllegalArgumentException("no frame");
  }

  private static int lastScan(byte[] jpeg) {
    for (int i = jpeg.length - 3; i > 0; i--) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xDA) {
        return i;
      }
    }
    throw new IllegalArgumentException("no scan");
  }

  private static void addGif(Map<String, byte[]> images) {
    byte[] sound = encoded(gradient(40, 30), "gif");
    int frame = 13 + 3 * (1 << (sound[10] & 7) + 1);
    while (sound[frame] != 0x2C) {
      frame++;
    }
    images.put("gif sound", sound);
    ByteBuffer huge = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
    huge.putShort(frame + 5, (short) -1).putShort(frame + 7, (short) -1);
    images.put("gif 65535²", huge.array());
    ByteBuffer large = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
    large.putShort(frame + 5, (short) 7_900).putShort(frame + 7, (short) 7_900);
    images.put("gif large and empty", large.array());
    ByteBuffer none = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
    none.putShort(frame + 5, (short) 0);
    images.put("gif of no width", none.array());
    images.put("gif truncated", half(sound));
    images.put("gif header", Arrays.copyOf(sound, 6));
    images.put("gif without frame", joined(Arrays.copyOf(sound, 13), bytes("\u003B")));
    images.put("gif bad code size", zeroed(sound, frame + 10, frame + 11));
    images.put("gif bad codes", zeroed(sound, frame + 12, sound.length - 1));
    images.put(
        "gif extensions",
        joined(Arrays.copyOf(sound, frame), bytes("\u0021\u00FE\u0005abc"), new byte[3]));
    images.put("gif frames", joined(Arrays.copyOf(sound, sound.length - 1), new byte[1 << 20]));
  }

  private static void addBmp(Map<String, byte[]> images) {
    byte[] sound = encoded(gradient(40, 30), "bmp");
    images.put("bmp sound", sound);
    images.put("bmp 65535²", little(sound, 18, 65_535, 22, 65_535));
    images.put("bmp large and empty", little(sound, 18, 7_900, 22, 7_900));
    images.put("bmp negative width", little(sound, 18, -5));
    images.put("bmp least height", little(sound, 22, Integer.MIN_VALUE));
    images.put("bmp truncated", half(sound));
    images.put("bmp header", Arrays.copyOf(sound, 14));
    images.put("bmp header size", little(sound, 14, 13));
    images.put("bmp huge header", little(sound, 14, Integer.MAX_VALUE));
    images.put("bmp compression", little(sound, 30, 77));
    images.put("bmp run lengths", little(little(sound, 30, 1), 28, 8));
    images.put("bmp palette", little(sound, 46, Integer.MAX_VALUE));
    images.put("bmp offset", little(sound, 10, Integer.MAX_VALUE));
  }

  private static byte[] little(byte[] content, int... placesAndValues) {
    ByteBuffer changed = ByteBuffer.wrap(content.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < placesAndValues.length; i += 2) {
      changed.putInt(placesAndValues[i], placesAndValues[i + 1]);
    }
    return changed.array();
  }
}
