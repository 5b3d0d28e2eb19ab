package dev.convoy.spark.command;

import dev.convoy.model.ModelJson;
import dev.convoy.spark.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder for a test of the command line: a model file, data and run directories.
 *
 * @param folder where
 */
record Workspace(Path folder) {
  /** Writes the tiny model's file and returns its path. */
  String model() {
    return write("tiny.json", ModelJson.write(TinyModel.model()));
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  String write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an IDX file of unsigned bytes, all of this value, and returns its path. */
  String idx(String name, int value, int... sizes) {
    byte[] data = new byte[Arrays.stream(sizes).reduce(1, (a, b) -> a * b)];
    Arrays.fill(data, (byte) value);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0x800 + sizes.length);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(data);
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes.toByteArray()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of 12×12 images, all with this label. */
  String images(String name, int count, int label) {
    idx(name + "/train-images-idx3-ubyte", 7, count, 12, 12);
    idx(name + "/train-labels-idx1-ubyte", label, count);
    return path(name);
  }

  /** Packs generated images into a folder. */
  void pack(String name) {
    CommandLineRun run =
        CommandLineRun.of("pack", "--data", "generated:60:12x12x1", "--out", path(name));
    if (run.status() != 0) {
      throw new IllegalStateException(run.err());
    }
  }

  void copy(String from, String to) {
    try {
      Files.createDirectories(folder.resolve(to).getParent());
      Files.copy(folder.resolve(from), folder.resolve(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces text in a file of bytes by as much other text. */
  void replace(String name, String from, String to) {
    try {
      Path file = folder.resolve(name);
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(file, content.replace(from, to), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shortens a file. */
  void cut(String name, int length) {
    try {
      Path file = folder.resolve(name);
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All there is: for each path its content, or nothing for a folder. */
  Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        String content = Files.isDirectory(path) ? "" : Arrays.toString(Files.readAllBytes(path));
        contents.put(folder.relativize(path).toString(), content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }
}
