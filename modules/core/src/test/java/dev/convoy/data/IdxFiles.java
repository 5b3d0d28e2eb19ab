package dev.convoy.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes IDX files, whole and damaged ones. */
public final class IdxFiles {
  public static final String TRAINING_IMAGES = "train-images-idx3-ubyte";
  public static final String TRAINING_LABELS = "train-labels-idx1-ubyte";
  public static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  public static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  private static final int UNSIGNED_BYTES = 8;

  private IdxFiles() {}

  /** The file's header, type and sizes as given, and these data. */
  public static byte[] file(int zeros, int type, byte[] data, int... sizes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(zeros);
      out.writeByte(type);
      out.writeByte(sizes.length);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A file of unsigned bytes. */
  public static byte[] file(byte[] data, int... sizes) {
    return file(0, UNSIGNED_BYTES, data, sizes);
  }

  /** Bytes that differ from place to place. */
  public static byte[] ramp(int count) {
    byte[] data = new byte[count];
    for (int i = 0; i < count; i++) {
      data[i] = (byte) (i * 7 + i / 256);
    }
    return data;
  }

  public static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static void write(Path folder, String name, byte[] content) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A pair of {@code count} images of 3×2 and labels 0, 1, 2, 0, … */
  public static void writePair(Path folder, int count) {
    write(folder, TRAINING_IMAGES, file(ramp(count * 6), count, 3, 2));
    write(folder, TRAINING_LABELS, file(labels(count), count));
  }

  public static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 3);
    }
    return labels;
  }
}
