package dev.convoy.spark.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.model.json.ModelJson;
import dev.convoy.spark.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder for a test of the command line: a model file, data and run directories.
 *
 * @param folder where
 */
record Workspace(Path folder) {
  /** Data that fit the tiny model: 200 images for training, 40 for tests. */
  static final String DATA = "generated:200:12x12x1";

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
    return idx(name, data, sizes);
  }

  /** Writes a pair of IDX files: 12×12 images of noise, labelled in turn. */
  void noise(String prefix, int count) {
    byte[] pixels = new byte[count * 12 * 12];
    new Random(count).nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    idx(prefix + "-images-idx3-ubyte", pixels, count, 12, 12);
    idx(prefix + "-labels-idx1-ubyte", labels, count);
  }

  private String idx(String name, byte[] data, int... sizes) {
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

  /** Trains the tiny model into a folder, on {@link #DATA} if nothing else is said. */
  CommandLineRun train(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--model", model()));
    arguments.addAll(List.of("--out", path(out)));
    if (!List.of(more).contains("--data")) {
      arguments.addAll(List.of("--data", DATA));
    }
    arguments.addAll(List.of(more));
    return CommandLineRun.on("local[2]", arguments);
  }

  /** The configuration that is stored with a run. */
  JsonNode config(String run) throws IOException {
    return Json.parse(Files.readString(folder.resolve(run).resolve("config.json")));
  }

  /** The lines of a run's metrics. */
  List<JsonNode> metrics(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(Json::parse)
        .toList();
  }

  /** Packs a few generated images into a folder. */
  void pack(String name) {
    pack(name, "generated:60:12x12x1");
  }

  /** Packs data into a folder. */
  void pack(String name, String data, String... more) {
    List<String> arguments = new ArrayList<>(List.of("pack", "--data", data, "--out", path(name)));
    arguments.addAll(List.of(more));
    CommandLineRun run = CommandLineRun.of(arguments);
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
