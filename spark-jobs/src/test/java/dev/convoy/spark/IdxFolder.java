package dev.convoy.spark;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A folder of IDX files as those of MNIST: 28×28 images of noise, labelled in turn. */
public final class IdxFolder {
  private static final int SIZE = 28;
  private static final int CLASSES = 10;

  private IdxFolder() {}

  /** Writes so many images for training, and a sixth of them for tests. */
  public static void write(Path folder, int images) throws IOException {
    Files.createDirectories(folder);
    pair(folder.resolve("train"), images);
    pair(folder.resolve("t10k"), images / 6);
  }

  private static void pair(Path prefix, int images) throws IOException {
    byte[] pixels = new byte[images * SIZE * SIZE];
    new Random(images).nextBytes(pixels);
    byte[] labels = new byte[images];
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) (i % CLASSES);
    }
    file(prefix + "-images-idx3-ubyte", pixels, images, SIZE, SIZE);
    file(prefix + "-labels-idx1-ubyte", labels, images);
  }

  private static void file(String name, byte[] data, int... sizes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x800 + sizes.length);
    for (int size : sizes) {
      out.writeInt(size);
    }
    out.write(data);
    Files.write(Path.of(name), bytes.toByteArray());
  }
}
