package dev.convoy.spark;

import dev.convoy.image.ImageFixtures;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Class folders with grey PNG files of 12×12, and the same pixels as IDX files.
 *
 * @param folder where both are: {@code images} and {@code idx}
 */
public record ImageFolder(Path folder) {
  /** Names of the classes in their order. */
  public static final List<String> CLASSES = List.of("ant", "bee", "cat");

  private static final int SIDE = 12;

  /** Writes noise that is brighter in one part for each class. */
  public static ImageFolder write(Path folder, int training, int test) throws IOException {
    ImageFolder images = new ImageFolder(folder);
    images.write("train", "train", training);
    if (test > 0) {
      images.write("test", "t10k", test);
    }
    return images;
  }

  /** The class folders. */
  public Path images() {
    return folder.resolve("images");
  }

  /** The folder of IDX files. */
  public Path idx() {
    return folder.resolve("idx");
  }

  private void write(String split, String prefix, int count) throws IOException {
    List<byte[]> all = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    Random random = new Random(split.hashCode());
    for (int label = 0; label < CLASSES.size(); label++) {
      Path to = images().resolve(split).resolve(CLASSES.get(label));
      Files.createDirectories(to);
      for (int i = 0; i < count / CLASSES.size(); i++) {
        byte[] pixels = new byte[SIDE * SIDE];
        random.nextBytes(pixels);
        for (int j = label * 48; j < label * 48 + 48; j++) {
          pixels[j] = (byte) 255;
        }
        Files.write(
            to.resolve(String.format("%05d.png", i)), ImageFixtures.greyPng(SIDE, SIDE, pixels));
        all.add(pixels);
        labels.add(label);
      }
    }
    Files.createDirectories(idx());
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(images);
    for (int value : new int[] {0x803, all.size(), SIDE, SIDE}) {
      out.writeInt(value);
    }
    for (byte[] pixels : all) {
      out.write(pixels);
    }
    Files.write(idx().resolve(prefix + "-images-idx3-ubyte"), images.toByteArray());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream labelsOut = new DataOutputStream(bytes);
    labelsOut.writeInt(0x801);
    labelsOut.writeInt(labels.size());
    for (int label : labels) {
      labelsOut.write(label);
    }
    Files.write(idx().resolve(prefix + "-labels-idx1-ubyte"), bytes.toByteArray());
  }
}
